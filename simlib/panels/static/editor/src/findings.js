// Findings: in the gutter and under the text, and as a list below the editor.

import { fromPython } from "./places.js";

export function diagnostic(state, finding, mend) {
  const line = state.doc.line(Math.min(Math.max(finding.line, 1), state.doc.lines));
  const from = Math.min(line.from + fromPython(line.text, Math.max(finding.column - 1, 0)), line.to);
  const word = /^("(?:[^"\\]|\\.)*"|[^\s,\]}]+)/.exec(state.sliceDoc(from, line.to));
  return {
    from,
    to: word ? from + word[0].length : Math.min(from + 1, line.to),
    severity: finding.severity,
    message: finding.text,
    renderMessage: () => sentence(finding.text),
    source: finding.name,
    actions: finding.mends ? [{ name: "Mend", apply: () => mend(finding) }] : [],
  };
}

// Python has written and escaped the list; here its places become buttons, and each finding that
// can be mended gets one.
export function listFindings(frame, html, findings, show, mend) {
  frame.innerHTML = html;
  for (const item of frame.querySelectorAll("li")) {
    const finding = findings[item.dataset.number];
    const place = item.querySelector(".simlib-place");
    place.replaceWith(button(place.textContent, () => show(finding.line)));
    if (finding.mends) item.append(" ", button("Mend", () => mend(finding), `Mend ${place.textContent}`));
  }
}

function sentence(text) {
  const made = document.createElement("span");
  text.split("`").forEach((part, number) => {
    const piece = document.createElement(number % 2 ? "code" : "span");
    piece.textContent = part;
    made.append(piece);
  });
  return made;
}

function button(text, act, name = text) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", name);
  made.addEventListener("click", act);
  return made;
}
