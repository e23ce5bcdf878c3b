#!/bin/sh
# Stands in for "python3 inference_gfpgan.py" in a 2 MB image: GFPGAN's command line and folders, no pixels changed.
# How a picture behaves is written in its width: 301 hangs, 302 eats memory, 303 is not written, 304 stops the batch.
load=0; [ -f /load ] && load=$(cat /load)
script=$1; shift
while [ $# -gt 0 ]; do
  case $1 in
    -i|--input) input=$2; shift ;;
    -o|--output) output=$2; shift ;;
    -v) version=$2; shift ;;
    -s|--ext|--bg_upsampler|-w) shift ;;
  esac
  shift
done
# As our runner does; GFPGAN itself writes no such file. Model "reports" asks for it.
report() {
  [ "$version" = reports ] || return 0
  echo "{\"inputs\": 9, \"current\": \"$1\", \"photos\": {${finished#,}}}" > "$output/result.new"
  mv "$output/result.new" "$output/result.json"
}
# Model "hidden": an image without the Python package, where only the image's own script works.
if [ "$version" = hidden ] && grep -q "Runs inside the GFPGAN container" "$script" 2>/dev/null; then
  echo '{"inputs": 1, "installed": false, "broken": "GFPGAN is not installed."}' > "$output/result.json"
  exit 3
fi
sleep "$load"
mkdir -p "$output/restored_imgs" "$output/restored_faces"
for file in "$input"/*; do
  base=$(basename "$file" .png)
  width=$((0x$(od -An -tx1 -j16 -N4 "$file" | tr -d ' \n')))
  report "$base"
  case $width in
    301) sleep 600 ;;
    302) x=0123456789abcdef; while :; do x="$x$x"; done ;;
    303) continue ;;
    304) echo "TypeError: 'NoneType' object is not subscriptable" >&2; exit 1 ;;
    305) head -c 2000 "$file" > "$output/restored_imgs/$base.png"; continue ;;
    306) exit 0 ;;
  esac
  cp "$file" "$output/restored_imgs/.part" && mv "$output/restored_imgs/.part" "$output/restored_imgs/$base.png"
  cp "$file" "$output/restored_faces/${base}_00.png"
  finished="$finished,\"$base\": {\"state\": \"done\", \"faces\": 3}"
  report ""
done
echo "Results are in the [$output] folder."
