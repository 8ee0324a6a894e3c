// The policy editor: CodeMirror 6 in an anywidget. Text, findings and marks come from Python and go
// there; so do the questions "what could stand here?" and "what is this?". Nothing comes from
// a network.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";

import { colours } from "./colours.js";
import { asking } from "./asking.js";

const WAIT = 250; // milliseconds without a key before Python is asked

// --- lines that a node of the trace speaks about ---------------------------------------------

const markLines = StateEffect.define();
const markedLines = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    for (const effect of change.effects) {
      if (effect.is(markLines)) return decorated(change.state, effect.value);
    }
    return marks.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

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

// --- findings: what stands in the gutter and under the text ----------------------------------

const SEVERITIES = { ERROR: "error", SECURITY_WARNING: "warning", WARNING: "warning", SUGGESTION: "info" };

function diagnostic(state, finding) {
  const line = state.doc.line(Math.min(Math.max(finding.line, 1), state.doc.lines));
  const from = Math.min(line.from + Math.max(finding.column - 1, 0), line.to);
  const word = /^("(?:[^"\\]|\\.)*"|[^\s,\]}]+)/.exec(state.sliceDoc(from, line.to));
  return {
    from,
    to: word ? from + word[0].length : Math.min(from + 1, line.to),
    severity: SEVERITIES[finding.category] ?? "info",
    message: finding.text,
    source: finding.name,
    actions: finding.mends
      ? [{ name: "Mend", apply: (view) => view.dom.dispatchEvent(new CustomEvent("simlib-mend", { detail: finding.number })) }]
      : [],
  };
}

// --- the widget ------------------------------------------------------------------------------

function render({ model, el }) {
  const ask = asking(model);
  const frame = document.createElement("div");
  frame.className = "simlib-editor";
  const status = document.createElement("div");
  status.className = "simlib-editor-status";
  status.setAttribute("role", "status");

  let timer = null;
  let fromPython = false;
  const named = new Compartment();
  const name = () => EditorView.contentAttributes.of({ "aria-label": model.get("label") });

  const tell = () => {
    clearTimeout(timer);
    timer = null;
    if (model.get("value") === view.state.doc.toString()) return;
    model.set("value", view.state.doc.toString());
    model.save_changes();
  };
  const fire = () => {
    tell();
    model.send({ event: "fire" });
    return true;
  };
  const format = () => {
    tell();
    model.send({ event: "format" });
    return true;
  };

  const view = new EditorView({
    parent: frame,
    state: EditorState.create({
      doc: model.get("value"),
      extensions: [
        lineNumbers(),
        foldGutter(),
        codeFolding(),
        lintGutter(),
        history(),
        json(),
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        colours,
        markedLines,
        named.of(name()),
        EditorView.lineWrapping,
        autocompletion({ override: [(context) => completions(context, ask)], icons: false }),
        hoverTooltip((shown, place) => described(shown, place, ask)),
        // Tab leaves the editor, as everywhere on a page.
        keymap.of([
          { key: "Ctrl-Enter", mac: "Cmd-Enter", run: fire },
          { key: "Shift-Alt-f", run: format },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
        EditorView.updateListener.of((change) => {
          if (change.docChanged && !fromPython) {
            clearTimeout(timer);
            timer = setTimeout(tell, WAIT);
          }
          if (change.selectionSet) pointed(change.state);
          if (change.focusChanged && !view.hasFocus && timer) tell();
        }),
      ],
    }),
  });

  let line = 0;
  const pointed = (state) => {
    const here = state.doc.lineAt(state.selection.main.head).number;
    if (here === line) return;
    line = here;
    model.send({ event: "line", line: here });
  };
  const takeValue = () => {
    const value = model.get("value");
    if (timer || value === view.state.doc.toString()) return;
    fromPython = true;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } });
    fromPython = false;
    takeFindings();
    takeMarks();
  };
  const takeFindings = () => {
    const found = model.get("findings").filter((each) => each.line >= 1);
    view.dispatch(setDiagnostics(view.state, found.map((each) => diagnostic(view.state, each))));
    status.textContent = model.get("summary");
  };
  const takeMarks = () => view.dispatch({ effects: markLines.of(model.get("marks")) });
  const show = (message) => {
    if (message.event !== "show") return;
    const there = view.state.doc.line(Math.min(Math.max(message.line, 1), view.state.doc.lines));
    view.dispatch({ selection: { anchor: there.from }, effects: EditorView.scrollIntoView(there.from, { y: "center" }) });
  };

  view.dom.addEventListener("simlib-mend", (event) => model.send({ event: "mend", number: event.detail }));
  const rename = () => view.dispatch({ effects: named.reconfigure(name()) });
  const heard = [
    ["change:value", takeValue],
    ["change:findings", takeFindings],
    ["change:marks", takeMarks],
    ["change:label", rename],
    ["msg:custom", show],
  ];
  for (const [event, take] of heard) model.on(event, take);

  el.append(frame, buttons(fire, format), status);
  takeFindings();
  takeMarks();
  return () => {
    if (timer) tell();
    for (const [event, take] of heard) model.off(event, take);
    view.destroy();
  };
}

function buttons(fire, format) {
  const row = document.createElement("div");
  row.className = "simlib-editor-buttons";
  const made = [
    ["Fire the request", "Ctrl+Enter", fire, "simlib-primary"],
    ["Format", "Shift+Alt+F", format, ""],
  ];
  for (const [text, keys, run, css] of made) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.title = `${text} (${keys})`;
    button.className = css;
    button.addEventListener("click", run);
    row.append(button);
  }
  return row;
}

async function completions(context, ask) {
  const typed = context.matchBefore(/[\w:*?${}/.@-]*/);
  if (!context.explicit && (!typed || typed.from === typed.to) && !afterQuote(context)) return null;
  const answer = await ask({ event: "complete", text: context.state.doc.toString(), offset: context.pos });
  if (!answer || !answer.options.length || context.aborted) return null;
  return {
    from: answer.start,
    to: Math.max(answer.end, context.pos),
    options: answer.options.map((each) => ({
      label: each.text,
      detail: each.detail,
      info: each.info || undefined,
      apply: each.apply ?? each.text,
      boost: each.boost ?? 0,
    })),
    filter: false,
  };
}

function afterQuote(context) {
  return context.state.sliceDoc(context.pos - 1, context.pos) === '"';
}

async function described(view, place, ask) {
  const answer = await ask({ event: "describe", text: view.state.doc.toString(), offset: place });
  if (!answer || !answer.text) return null;
  return {
    pos: answer.start,
    end: answer.end,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = "simlib-described";
      dom.textContent = answer.text;
      return { dom };
    },
  };
}

export default { render };
