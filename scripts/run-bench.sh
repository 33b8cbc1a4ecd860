#!/bin/sh
# Starts the bundled benchmark (bundle-bench.js puts this into the bundle as run.sh). What came with it is used only
# where the machine lacks it, but for the entry of NVIDIA's driver: where no variable of Vulkan's names one, that is used.
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

# NVIDIA's library for machines without a display answers in containers where the one that entries name does not.
if [ -z "${VK_DRIVER_FILES-}${VK_ICD_FILENAMES-}${VK_ADD_DRIVER_FILES-}" ] && has libEGL_nvidia.so.0; then
  VK_DRIVER_FILES=$here/lib/nvidia-egl.json
  export VK_DRIVER_FILES
  echo "asking NVIDIA's driver by libEGL_nvidia.so.0, with the bundle's nvidia-egl.json"
fi

exec "$here/bin/node" "$here/bench.js" "$@"
