// The webapps have a login of their own, which is shut. Where one of them shows it, after Logout or
// when the session is over, the page is loaded anew: the server leads to the one login, and back.
setInterval(() => {
  if (location.hash.startsWith('#/login')) {
    location.replace(location.pathname);
  }
}, 300);
