#!/bin/sh
# Starts the bundled benchmark (bundle-bench.js puts this into the bundle as run.sh). What came with it is used only
# where the machine lacks it: libraries, and the entry that tells Vulkan of an NVIDIA driver, which containers may lack.
set -u
case $0 in
*/*) here=$(cd "${0%/*}" && pwd) ;;
*) here=$(pwd) ;;
esac

known=$(/sbin/ldconfig -p 2>/dev/null || ldconfig -p 2>/dev/null)

# Whether the dynamic linker would find the library of that name.
has() {
  case $known in *"$1 (libc6,x86-64"*) return 0 ;; esac
  for folder in /lib /usr/lib /lib64 /usr/lib64 /lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu /usr/local/lib \
    /usr/local/nvidia/lib64 $(IFS=:; printf '%s ' ${LD_LIBRARY_PATH-}); do
    if [ -e "$folder/$1" ]; then return 0; fi
  done
  return 1
}

for place in "$here"/lib/*; do
  name=${place##*/}
  if [ -e "$place/$name" ] && ! has "$name"; then
    LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$place
    export LD_LIBRARY_PATH
    echo "using the $name of the bundle, for this machine has none"
  fi
done

# Whether a driver's entry names the library that answers only where X is, on a machine without X.
is_mute() {
  if has libX11.so.6 && has libXext.so.6; then return 1; fi
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in *'"libGLX_nvidia.so.0"'*) return 0 ;; esac
  done <"$1"
  return 1
}

# An entry of NVIDIA's driver that answers, where Vulkan and genoprop look for them, or whatever the environment names.
has_driver() {
  if [ -n "${VK_DRIVER_FILES-}${VK_ICD_FILENAMES-}${VK_ADD_DRIVER_FILES-}" ]; then return 0; fi
  for base in /etc /usr/local/etc /usr/local/share /usr/share /etc/xdg /usr/local/nvidia/share \
    /run/opengl-driver/share "${HOME-}/.local/share" "${HOME-}/.config"; do
    for entry in "$base"/vulkan/icd.d/*nvidia*.json; do
      if [ -e "$entry" ] && ! is_mute "$entry"; then return 0; fi
    done
  done
  return 1
}

if ! has_driver; then
  if has libGLX_nvidia.so.0 && has libX11.so.6 && has libXext.so.6; then entry=nvidia-glx.json
  elif has libEGL_nvidia.so.0; then entry=nvidia-egl.json
  else entry=; fi
  if [ -n "$entry" ]; then
    VK_DRIVER_FILES=$here/lib/$entry
    export VK_DRIVER_FILES
    echo "using the bundle's $entry, for Vulkan is told of no NVIDIA driver that answers here"
  fi
fi

exec "$here/bin/node" "$here/bench.js" "$@"
