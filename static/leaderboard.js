// Every 30 seconds the leaderboard on this page is replaced by a fresh one; nothing else on the page changes.
const PAUSE = 30_000;

async function refresh() {
  const shown = document.getElementById("leaderboard");
  if (document.hidden || shown.contains(document.activeElement)) return;
  try {
    const response = await fetch(shown.dataset.source);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("leaderboard");
    if (fresh) shown.replaceWith(fresh);
  } catch {
    // Offline: the old leaderboard stays, and the next turn tries again.
  }
}

setInterval(refresh, PAUSE);
document.addEventListener("visibilitychange", refresh);
