// The policy editor: CodeMirror 6 in an anywidget. Text, findings and marks come from Python and go
// there; so do the questions "what could stand here?" and "what is this?". Nothing comes from
// a network.

import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, tooltips } from "@codemirror/view";

import { asking } from "./asking.js";
import { colours } from "./colours.js";
import { closeExplained, completing, explain, explained, hovering } from "./explaining.js";
import { diagnostic, listFindings } from "./findings.js";
import { markLines, markedLines } from "./marks.js";
import { difference } from "./places.js";
import { holding } from "../../holding.js";

const WAIT = 250; // milliseconds without a key before Python is told
const LATEST = 450; // milliseconds after which it is told though the keys go on
const LONG = 1500; // milliseconds after which the status says that Python has not answered
const BUSY = "Python is busy or was restarted; what you write stays here.";
const DIRECTIONS = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069]/;

const language = [
  lineNumbers(), foldGutter(), codeFolding(), lintGutter(), history(), json(), indentUnit.of("  "), indentOnInput(),
  bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSpecialChars({ addSpecialChars: DIRECTIONS }),
  colours, markedLines, explained, EditorView.lineWrapping,
];
// Tab is not among them: it leaves the editor, as everywhere on a page.
const keys = [
  ...closeBracketsKeymap, { key: "Escape", run: closeExplained }, ...defaultKeymap, ...searchKeymap,
  ...historyKeymap, ...foldKeymap, ...lintKeymap,
];

function render({ model, el }) {
  const { ask, stop } = asking(model);
  const frame = element("div", "simlib-editor", { role: "group" });
  const row = element("div", "simlib-editor-buttons");
  const status = element("div", "simlib-editor-status", { role: "status" });
  const list = element("div", "simlib-editor-findings");
  const named = new Compartment();
  const name = () => EditorView.contentAttributes.of({ "aria-label": model.get("label") });
  const me = Math.random().toString(36).slice(2);
  let count = 0;
  let line = 0;
  let timer = null; // runs while there is something that Python has not been told
  let since = 0; // when there began to be
  let waited = null; // what Python was told and has not heard yet
  let taking = false;
  let listed = null;
  const { release, stop: stopHolding } = holding(() => timer || waited, frame);

  // --- to Python -----------------------------------------------------------------------------

  const text = () => view.state.doc.toString();
  // What is to be done comes with its text, and texts are counted: messages may overtake each other.
  const say = (event, more) => {
    clearTimeout(timer);
    timer = null;
    count += 1;
    waited = `${me}-${count}`;
    const mine = waited;
    model.send({ event, text: text(), view: me, count, ...more });
    setTimeout(() => waited === mine && (status.textContent = BUSY), LONG);
    return true;
  };
  const tell = () => say("text");
  const mend = (finding) => {
    say("mend", { finding });
    view.focus();
  };
  const pointed = (state) => {
    const here = state.doc.lineAt(state.selection.main.head).number;
    if (here === line) return;
    line = here;
    model.send({ event: "line", line: here });
  };
  const changed = (change) => {
    if (change.docChanged && !taking) {
      if (!timer) since = performance.now();
      clearTimeout(timer);
      timer = setTimeout(tell, Math.min(WAIT, since + LATEST - performance.now()));
    }
    if (change.selectionSet && !taking) pointed(change.state);
  };

  const view = new EditorView({
    parent: frame,
    state: EditorState.create({
      doc: model.get("value"),
      extensions: [
        language,
        named.of(name()),
        autocompletion({ override: [completing(ask)], icons: false }),
        hovering(ask),
        tooltips({ parent: document.body }), // a notebook's output would cut them off at its end
        keymap.of([
          { key: "Ctrl-Enter", mac: "Cmd-Enter", run: () => say("fire") },
          { key: "Shift-Alt-f", run: () => say("format") },
          { key: "F1", run: explain(ask) },
          ...keys,
        ]),
        EditorView.updateListener.of(changed),
        // At once: a button that takes the focus may ask for what is written here.
        EditorView.domEventHandlers({ blur: () => void (timer && tell()) }),
      ],
    }),
  });

  // --- from Python ---------------------------------------------------------------------------

  // Nothing is taken while Python has not heard the last of what was typed: typing wins.
  const take = () => {
    if (model.get("heard") === waited) waited = null;
    if (timer || waited) return;
    release();
    takeText();
    const found = model.get("findings");
    view.dispatch(setDiagnostics(view.state, found.map((each) => diagnostic(view.state, each, mend))));
    if (status.textContent !== model.get("summary")) status.textContent = model.get("summary");
    if (found !== listed) listFindings(list, model.get("listed"), found, (there) => goTo(there, true), mend);
    listed = found;
  };
  const takeText = () => {
    if (model.get("value") === text()) return;
    taking = true;
    view.dispatch({ changes: difference(text(), model.get("value")), annotations: isolateHistory.of("full") });
    taking = false;
  };
  const takeMarks = () => view.dispatch(markLines(model.get("marks")));
  const goTo = (number, focus) => {
    line = Math.min(Math.max(number, 1), view.state.doc.lines);
    const there = view.state.doc.line(line).from;
    view.dispatch({ selection: { anchor: there }, effects: EditorView.scrollIntoView(there, { y: "center" }) });
    if (focus) view.focus();
  };
  const show = (message) => message.event === "show" && goTo(message.line, false);
  const rename = () => {
    frame.setAttribute("aria-label", model.get("label"));
    view.dispatch({ effects: named.reconfigure(name()) });
  };

  const heard = [
    ["change", take],
    ["change:marks", takeMarks],
    ["change:label", rename],
    ["msg:custom", show],
  ];
  for (const [event, act] of heard) model.on(event, act);

  row.append(
    button("Fire the request", "Ctrl+Enter", () => say("fire"), "simlib-primary"),
    button("Format", "Shift+Alt+F", () => say("format")),
    button("Back to the start", "what you wrote can be had back with undo", () => say("start")),
    element("span", "simlib-editor-keys", {}, "Ctrl+Space proposes, F1 explains, F8 goes to the next finding"),
  );
  frame.append(row, status, list);
  el.append(frame);
  rename();
  take();
  takeMarks();
  return () => {
    if (timer) tell();
    stop();
    stopHolding();
    for (const [event, act] of heard) model.off(event, act);
    view.destroy();
  };
}

function element(tag, css, attributes = {}, text = "") {
  const made = document.createElement(tag);
  made.className = css;
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function button(text, hint, act, css = "") {
  const made = element("button", css, { type: "button", title: hint }, text);
  made.addEventListener("click", act);
  return made;
}

export default { render };
