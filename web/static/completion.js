// How the last word of the query may go on: a combobox with a list, after the pattern of
// the ARIA Authoring Practices (editable combobox with list autocomplete).

import { say } from "./keys.js";

const DELAY = 120; // milliseconds without a key before the archive is asked
const MOST = 8; // completions

const input = document.getElementById("q");
const list = document.createElement("ul");
let texts = []; // of the completions that are shown: the whole query with each
let active = -1;
let timer = 0;
let asked = null;

function shut() {
  clearTimeout(timer);
  asked?.abort();
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function option({ replacement, count }, index) {
  const item = document.createElement("li");
  item.id = `completion-${index}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const word = document.createElement("bdi");
  word.textContent = replacement;
  const number = document.createElement("span");
  number.textContent = count.toLocaleString("en");
  item.append(word, " ", number);
  item.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the box keeps the focus
    take(index);
  });
  return item;
}

function show(found) {
  texts = found.map(({ text }) => text);
  list.replaceChildren(...found.map(option));
  active = -1;
  input.removeAttribute("aria-activedescendant");
  list.hidden = !found.length;
  input.setAttribute("aria-expanded", String(found.length > 0));
  if (found.length) say(`${found.length} completions`);
}

function move(by) {
  const items = [...list.children];
  items[active]?.setAttribute("aria-selected", "false");
  active = active < 0 && by < 0 ? items.length - 1 : (active + by + items.length) % items.length;
  items[active].setAttribute("aria-selected", "true");
  items[active].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", items[active].id);
}

function take(index) {
  input.value = `${texts[index]} `;
  shut();
  input.setSelectionRange(input.value.length, input.value.length);
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const address = new URL("api/v1/suggest", document.querySelector(".brand").href);
  address.search = new URLSearchParams({ q: input.value, limit: MOST });
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (answer.ok && document.activeElement === input) show(await answer.json());
  } catch {
    // Overtaken by the next letter, or there is no answer: then there are no completions.
  }
}

function typed() {
  clearTimeout(timer);
  const isAtEnd = input.selectionStart === input.value.length;
  if (isAtEnd && /[\p{L}\p{N}]{2}$/u.test(input.value)) timer = setTimeout(ask, DELAY);
  else shut();
}

function pressed(event) {
  if (list.hidden || event.isComposing) return;
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: shut,
    Enter: active >= 0 ? () => take(active) : undefined,
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
}

if (input) {
  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  input.closest("form").append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", typed);
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", shut);
}
