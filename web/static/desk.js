// What JavaScript makes quicker on every page; everything works without it.

import "./completion.js";
import { bind, say } from "./keys.js";

// Keys

const hits = () => [...document.querySelectorAll(".card h2 a")];

function step(by) {
  const links = hits();
  const here = links.findIndex((link) => link.closest(".card").contains(document.activeElement));
  const next = links[here < 0 ? (by > 0 ? 0 : -1) : here + by] ?? links[here];
  next?.focus();
  next?.closest(".card").scrollIntoView({ block: "nearest" });
}

function search() {
  const box = document.getElementById("q");
  box.focus();
  box.select();
}

bind({ "/": ["To the search box", search] });
if (hits().length) {
  bind({
    j: ["Next hit", () => step(1)],
    k: ["Previous hit", () => step(-1)],
    Enter: ["Open the hit"],
    o: ["Show all matching paragraphs of the hit, or fewer", fold],
  });
}

function fold() {
  const card = document.activeElement?.closest(".card") ?? document.querySelector(".card");
  card?.querySelector(".fold a")?.click();
}

// Matching paragraphs that unfold in place

const folded = new Map(); // what stood in a hit before it was unfolded

async function unfold(link) {
  const best = link.closest(".card").querySelector(".best");
  const answer = await fetch(link.dataset.matches);
  if (!answer.ok) throw new Error(answer.statusText);
  folded.set(link, { best: best.innerHTML, label: link.textContent });
  best.innerHTML = await answer.text(); // escaped by the server, like the page itself
  link.textContent = "Fewer paragraphs";
  link.setAttribute("aria-expanded", "true");
  remember(link, true);
  const shown = best.querySelectorAll(".excerpts a");
  shown[0]?.focus({ preventScroll: true });
  say(`${shown.length} paragraphs shown`);
}

function refold(link) {
  const card = link.closest(".card");
  const { best, label } = folded.get(link);
  folded.delete(link);
  card.querySelector(".best").innerHTML = best;
  link.textContent = label;
  link.setAttribute("aria-expanded", "false");
  remember(link, false);
  card.scrollIntoView({ block: "nearest" });
  say("Fewer paragraphs shown");
}

// The address of the page says what is unfolded, so that one comes back to the same.
function remember(link, isOpen) {
  const id = new URL(link.href).searchParams.getAll("open").at(-1);
  const address = new URL(location);
  if (isOpen) address.searchParams.append("open", id);
  else address.searchParams.delete("open", id);
  history.replaceState(null, "", address);
}

function isPlain(event) {
  return !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

document.querySelector(".cards")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-matches]");
  if (!link || !isPlain(event)) return;
  event.preventDefault();
  if (folded.has(link)) refold(link);
  else unfold(link).catch(() => location.assign(link.href));
});

// What narrows the search stands open on wide screens: by style, and so that all tools know.
const narrow = document.querySelector(".narrow");
if (narrow && matchMedia("(min-width: 56rem)").matches) narrow.open = true;

// How much was found is said once the page stands.
const total = document.querySelector(".said .total");
if (total && document.getElementById("q").value) setTimeout(() => say(total.textContent), 300);

// The list of a facet's values shows those that have what is typed.
const find = document.getElementById("find");
find?.addEventListener("input", () => {
  const words = find.value.toLowerCase().split(/\s+/);
  const items = [...document.querySelectorAll(".values li")];
  for (const item of items) {
    const text = item.querySelector("bdi").textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  const shown = items.filter((item) => !item.hidden).length;
  document.querySelector(".counts").textContent = `${shown} ${shown === 1 ? "value" : "values"} on this page`;
});

// The form that writes a query shows it while it is filled in.
const form = document.getElementById("build");
let waiting = 0;
let preview = null;
const build = () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    preview?.abort();
    preview = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(address, { signal: preview.signal });
      if (!answer.ok) return; // a date that is not finished yet
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("built").replaceChildren(...page.getElementById("built").childNodes);
    } catch {
      // Overtaken by the next letter.
    }
  }, 250);
};
form?.addEventListener("input", build);
const early = [...(form?.querySelectorAll("input") ?? [])].some((each) => each.value !== each.defaultValue);
if (early) build(); // something was typed before this script had come
