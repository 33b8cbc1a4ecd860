#!/bin/bash
# A tournament on a cluster with SLURM and a shared folder, without any server: each task of the array plays one part.
#
#   job=$(sbatch --parsable slurm-parts.sh my.tournament.yaml night)
#   sbatch --dependency=afterok:$job slurm-merge.sh night
#
# A task that ran out of its time goes on where it stopped when the same is submitted again. Submit both again until the
# merge has run; parts that are whole end at once.
#SBATCH --job-name=genoprop
#SBATCH --array=1-8
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=1G
#SBATCH --time=12:00:00
# Two minutes before the end: store checkpoints and stop, as by Ctrl-C.
#SBATCH --signal=B:INT@120
#SBATCH --output=genoprop-%A_%a.log
set -euo pipefail
script=${1:?the script of the tournament}
folder=${2:?a folder for the run files}
mkdir -p "$folder"
# The Node of `npm install node@26`, where there is one, before that of the machine.
export PATH="$PWD/node_modules/.bin:$PATH"
# The shell becomes genoprop, so that the signal reaches it.
exec "${GENOPROP:-genoprop}" tournament "$script" --device wasm --plain \
  --part "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_MAX" --workers "$SLURM_CPUS_PER_TASK" \
  --run "$folder/part-$SLURM_ARRAY_TASK_ID.run.sqlite"
