// The webapps have a login of their own, which is shut. Where one of them shows it, after the
// session is over, the page is loaded anew: the server leads to the one login, and back.
setInterval(() => {
  if (location.hash.startsWith('#/login')) {
    location.replace(location.pathname);
  }
}, 300);

// Their Logout would come straight back that way, where the identity provider still knows the
// person: the server says where to go instead, which ends the session there too.
document.addEventListener('click', event => {
  if (!event.target.closest('li.logout')) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  fetch('/camunda/api/admin/auth/user/default/logout', {method: 'POST'})
    .then(answer => answer.json())
    .then(next => location.replace(next), () => location.assign('/logout'));
}, true);
