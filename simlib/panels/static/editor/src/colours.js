// Colours from JupyterLab's own variables, so that the editor follows light and dark; elsewhere the
// values after the comma.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": {
    color: "var(--jp-content-font-color1, #1a1a1a)",
    backgroundColor: "var(--jp-layout-color1, #fff)",
    fontSize: "var(--jp-code-font-size, 13px)",
  },
  ".cm-scroller": { fontFamily: "var(--jp-code-font-family, monospace)", lineHeight: "1.45", maxHeight: "32em" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid currentColor" },
  ".cm-specialChar": { color: "var(--jp-error-color1, #a33c00)" },
  ".cm-foldPlaceholder": { color: "inherit", backgroundColor: "var(--jp-layout-color2, #eee)", border: "1px solid" },
  ".cm-panels": {
    color: "var(--jp-content-font-color1, #1a1a1a)",
    backgroundColor: "var(--jp-layout-color2, #f2f2f2)",
  },
  ".cm-content": { caretColor: "var(--jp-editor-cursor-color, currentColor)" },
  ".cm-cursor": { borderLeftColor: "var(--jp-editor-cursor-color, currentColor)" },
  ".cm-gutters": {
    color: "var(--jp-content-font-color1, #1a1a1a)",
    backgroundColor: "var(--jp-layout-color2, #f2f2f2)",
    borderRight: "1px solid var(--jp-border-color2, #ccc)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: "inset 0 0 0 1px var(--jp-border-color2, #ddd)" },
  ".cm-tooltip": {
    color: "var(--jp-content-font-color1, #1a1a1a)",
    backgroundColor: "var(--jp-layout-color1, #fff)",
    border: "1px solid var(--jp-border-color1, #8a8a8a)",
    maxWidth: "38em",
  },
  ".cm-tooltip code": { background: "none", color: "inherit", padding: "0" },
  ".cm-tooltip-lint, .simlib-described": { fontFamily: "var(--jp-ui-font-family, sans-serif)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { maxHeight: "16em" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--jp-ui-inverse-font-color1, #fff)",
    backgroundColor: "var(--jp-brand-color1, #005a8e)",
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.85", marginLeft: "1em" },
  ".simlib-described": { padding: "0.3em 0.6em", whiteSpace: "pre-line" },
  ".simlib-mark": { borderLeft: "4px solid", paddingLeft: "2px" },
  ".simlib-mark-yes": { borderLeftColor: "#0072b2", backgroundColor: "rgba(0, 114, 178, 0.12)" },
  ".simlib-mark-no": { borderLeftColor: "#d55e00", backgroundColor: "rgba(213, 94, 0, 0.12)" },
});

const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--jp-mirror-editor-property-color, #00588f)" },
  { tag: tags.string, color: "var(--jp-mirror-editor-string-color, #7a3e00)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--jp-mirror-editor-number-color, #0a6b3f)" },
  { tag: tags.invalid, textDecoration: "underline wavy #a33c00" },
]);

export const colours = [theme, syntaxHighlighting(highlighting)];
