// Lines that a node of the trace speaks about: `yes` or `no`, with a sentence.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const put = StateEffect.define();

export const markedLines = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    for (const effect of change.effects) if (effect.is(put)) return decorated(change.state, effect.value);
    return marks.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const markLines = (marks) => ({ effects: put.of(marks) });

function decorated(state, marks) {
  const there = marks.filter((mark) => mark.line >= 1 && mark.line <= state.doc.lines);
  const sorted = [...there].sort((one, other) => one.line - other.line);
  return Decoration.set(
    sorted.map((mark) =>
      Decoration.line({
        attributes: { class: `simlib-mark simlib-mark-${mark.kind}`, title: mark.text },
      }).range(state.doc.line(mark.line).from),
    ),
  );
}
