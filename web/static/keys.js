// Keys without a modifier, for every page. They never act while someone types, and all
// of them can be switched off (WCAG 2.1.4). A page names its own:
//
//   import { bind } from "./keys.js";
//   bind({ n: ["Next match", () => step(1)], Enter: ["Open the hit"] });
//
// A key without a function is one that the browser acts on; it is only listed.

const SETTING = "nutgraf.keys"; // in localStorage: "off", or not there
const bindings = new Map();
let dialog = null;

export function bind(keys) {
  for (const [key, [says, does]] of Object.entries(keys)) bindings.set(key, { says, does });
}

// It stands from the start: what comes with its text is not read out.
const status = element("p");
status.id = "status";
status.className = "unseen";
status.setAttribute("role", "status");
document.body.append(status);

// What is said to those who cannot see that the page has changed.
export function say(text) {
  status.textContent = text;
}

function isOn() {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true; // the browser keeps nothing for this page
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, "off");
  } catch {
    // It lasts as long as the page then: no key acts while the dialog is open.
  }
}

function isTyping(target) {
  const field = target.closest?.("input, textarea, select, [contenteditable]");
  return field && !["checkbox", "radio", "button", "submit"].includes(field.type);
}

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function made() {
  const list = element("dl");
  for (const [key, { says }] of bindings) {
    list.append(element("div", "", element("dt", "", element("kbd", key)), element("dd", says)));
  }
  const box = element("input");
  box.type = "checkbox";
  box.checked = isOn();
  box.addEventListener("change", () => turn(box.checked));
  const label = element("label", "", box, " Use these keys");
  label.className = "check";
  const form = element("form", "", element("button", "Close"));
  form.method = "dialog";
  const heading = element("h2", "Keys");
  heading.id = "keys";
  const shown = element("dialog", "", heading, list, label, form);
  shown.className = "keys";
  shown.setAttribute("aria-labelledby", "keys");
  return shown;
}

function show() {
  dialog?.remove();
  dialog = made();
  document.body.append(dialog);
  dialog.showModal();
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") || !isOn()) return;
  const does = bindings.get(event.key)?.does;
  if (!does) return;
  event.preventDefault();
  does();
});

bind({ "?": ["Show these keys", show] });

const button = element("button", "Keys");
button.type = "button";
button.className = "quiet";
button.addEventListener("click", show);
document.querySelector("body > footer")?.append(button);
