#!/bin/bash
# Joins the parts that slurm-parts.sh played into FOLDER/whole.run.sqlite, and prints the verdict.
#SBATCH --job-name=genoprop-merge
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=00:30:00
#SBATCH --output=genoprop-merge-%j.log
set -euo pipefail
folder=${1:?the folder of slurm-parts.sh}
# The Node of `npm install node@26`, where there is one, before that of the machine.
export PATH="$PWD/node_modules/.bin:$PATH"
genoprop=${GENOPROP:-genoprop}
"$genoprop" merge "$folder"/part-*.run.sqlite -o "$folder/whole.run.sqlite"
"$genoprop" show "$folder/whole.run.sqlite"
