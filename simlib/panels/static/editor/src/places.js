// Places in a text: Python counts characters, the browser counts UTF-16 units, of which some
// characters take two.

const paired = /[\ud800-\udfff]/;

export function toPython(text, place) {
  return paired.test(text) ? [...text.slice(0, place)].length : place;
}

export function fromPython(text, place) {
  return paired.test(text) ? [...text].slice(0, place).join("").length : Math.min(place, text.length);
}

// The one stretch in which two texts differ, so that cursor and marks outside of it stay.
export function difference(old, now) {
  const most = Math.min(old.length, now.length);
  let from = 0;
  while (from < most && old[from] === now[from]) from += 1;
  let same = 0;
  while (same < most - from && old[old.length - 1 - same] === now[now.length - 1 - same]) same += 1;
  return { from, to: old.length - same, insert: now.slice(from, now.length - same) };
}
