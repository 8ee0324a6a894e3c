// What could stand here, and what is this? Python knows.

import { insertCompletionText, pickedCompletion, startCompletion } from "@codemirror/autocomplete";
import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, hoverTooltip, showTooltip } from "@codemirror/view";

import { fromPython, toPython } from "./places.js";

// --- completions -----------------------------------------------------------------------------

export const completing = (ask) => async (context) => {
  const typed = context.matchBefore(/[\w:*?${}/.@-]+/);
  const quoted = context.state.sliceDoc(context.pos - 1, context.pos) === '"';
  if (!context.explicit && !typed && !quoted) return null;
  const answer = await put(ask, "complete", context.state, context.pos);
  if (!answer || !answer.options.length || context.aborted) return null;
  return {
    from: answer.start,
    to: Math.max(answer.end, context.pos),
    options: answer.options.map(option),
    filter: false,
  };
};

function option({ text, detail, info }) {
  return { label: text, detail, info: info || undefined, apply: accept };
}

// After a service's `s3:` and a tag's `aws:ResourceTag/` there is more to choose or to write.
function accept(view, completion, from, to) {
  const text = completion.label;
  view.dispatch({ ...insertCompletionText(view.state, text, from, to), annotations: pickedCompletion.of(completion) });
  if (text.endsWith(":")) startCompletion(view);
}

async function put(ask, event, state, place) {
  const text = state.doc.toString();
  const answer = await ask({ event, text, offset: toPython(text, place) });
  return answer && { ...answer, start: fromPython(text, answer.start), end: fromPython(text, answer.end) };
}

// --- descriptions: under the pointer, or by a key at the cursor ------------------------------

export const hovering = (ask) => hoverTooltip((view, place) => described(view, place, ask));

async function described(view, place, ask) {
  const answer = await put(ask, "describe", view.state, place);
  if (!answer?.text) return null;
  return { pos: answer.start, end: answer.end, above: true, text: answer.text, create: () => ({ dom: sentences(answer.text) }) };
}

function sentences(text) {
  const dom = document.createElement("div");
  dom.className = "simlib-described";
  dom.setAttribute("role", "tooltip");
  dom.textContent = text;
  return dom;
}

const open = StateEffect.define();

export const explained = StateField.define({
  create: () => null,
  update(shown, change) {
    for (const effect of change.effects) if (effect.is(open)) return effect.value;
    return change.docChanged || change.selection ? null : shown;
  },
  provide: (field) => showTooltip.from(field),
});

export const explain = (ask) => (view) => {
  const place = view.state.selection.main.head;
  described(view, place, ask).then((found) => {
    if (!found || view.state.selection.main.head !== place) return;
    view.dispatch({ effects: [open.of(found), EditorView.announce.of(found.text)] });
  });
  return true;
};

export function closeExplained(view) {
  if (!view.state.field(explained)) return false;
  view.dispatch({ effects: open.of(null) });
  return true;
}
