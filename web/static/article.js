// What JavaScript makes quicker on the page of an article: steps from match to match,
// and references that are copied in place.

import { bind } from "./keys.js";

const places = [...document.querySelectorAll("article .place")];
const nav = document.querySelector(".matches");
let current = -1;

// Steps

function go(index) {
  places[current]?.classList.remove("now");
  current = (index + places.length) % places.length;
  const place = places[current];
  place.classList.add("now");
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
  const mark = place.querySelector("mark");
  (place.offsetHeight < innerHeight / 2 ? place : mark ?? place).scrollIntoView({ block: "center" });
  nav.querySelector(".position").textContent = `match ${shown(current + 1)} of ${shown(places.length)}`;
  nav.querySelector(".bar .now")?.classList.remove("now");
  tickOf(current)?.classList.add("now");
}

// The tick that leads to a place is its own, or that of a place before, which it shares.
function tickOf(index) {
  for (let each = index; each >= 0; each -= 1) {
    const tick = nav.querySelector(`.bar a[href="#${places[each].id}"]`);
    if (tick) return tick;
  }
  return null;
}

const shown = (number) => number.toLocaleString("en");

function step(by) {
  if (places.length) go(current < 0 && by < 0 ? -1 : current + by);
}

function addressed() {
  return places.findIndex((place) => `#${place.id}` === location.hash);
}

if (nav && places.length) {
  nav.querySelector(".steps:not([hidden])").hidden = true;
  nav.querySelector(".steps:has(button)").hidden = false;
  nav.querySelector(".position").textContent = `${shown(places.length)} match${places.length > 1 ? "es" : ""}`;
  for (const button of nav.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  bind({
    n: ["Next match", () => step(1)],
    p: ["Previous match", () => step(-1)],
  });
  addEventListener("hashchange", () => {
    if (addressed() >= 0) go(addressed());
  });
  if (addressed() >= 0) go(addressed());
}

// References

function prepared(section) {
  const said = section.querySelector("[role=status]");
  for (const button of section.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard; // which there is only in secure places: HTTPS, this machine
    const code = button.closest(".citation").querySelector("code");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        said.textContent = `Copied: ${button.closest(".citation").querySelector("h2").textContent}.`;
      } catch {
        getSelection().selectAllChildren(code);
        said.textContent = "The browser does not let this page copy; the text is selected instead.";
      }
    });
  }
  return section;
}

async function cite(link) {
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const section = page.querySelector("#citations");
  if (!answer.ok || !section) throw new Error(answer.statusText);
  const dialog = document.createElement("dialog");
  dialog.className = "taken";
  dialog.setAttribute("aria-labelledby", "cited");
  const form = document.createElement("form");
  form.method = "dialog";
  const close = document.createElement("button");
  close.className = "quiet";
  close.textContent = "Close";
  form.append(close);
  dialog.append(form, prepared(document.importNode(section, true)));
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

const section = document.querySelector("#citations");
if (section) prepared(section);
document.querySelector("article")?.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  cite(link).catch(() => { location.href = link.href; });
});
