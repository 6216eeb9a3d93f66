// On to the provider at once: whoever has a session there sees nothing of it. A link into Tasklist
// or Cockpit has its aim behind the #, which would not survive the way. Who is sent back here again
// and again stays, and sees the button.
const start = document.getElementById('start');
if (location.hash) {
  start.search = new URLSearchParams({aim: location.hash});
}
if (start.dataset.atOnce === 'true') {
  const [last, times] = (sessionStorage.getItem('login') || '0 0').split(' ').map(Number);
  const soon = Date.now() - last < 5000 ? times + 1 : 0;
  sessionStorage.setItem('login', Date.now() + ' ' + soon);
  if (soon < 3) {
    location.replace(start.href);
  }
}
