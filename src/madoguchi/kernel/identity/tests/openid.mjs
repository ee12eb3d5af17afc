// The certified oidc-provider, once for each profile, on one https port. Arguments: a JSON object
// {key, cert, redirects: [...], card: {public JWK}}. Prints its port when it listens; ends when its standard input does.
import fs from "node:fs";
import https from "node:https";
import Provider from "oidc-provider";

const given = JSON.parse(process.argv[2]);
const server = https.createServer({ key: fs.readFileSync(given.key), cert: fs.readFileSync(given.cert) });

const FACTS = {
  name: "山田 太郎", address: "宮城県名取市増田字柳田80", birthdate: "19850315", gender: "1",
  account_type: "2", corp_type: "1", corporate_number: "9000012020001", prefecture_name: "宮城県",
  address1: "名取市増田", address2: "字柳田80", rep_last_nm: "山田", rep_first_nm: "太郎", parent_id: "",
};
const PERSON = ["name", "address", "birthdate", "gender"];
const FIRM = ["account_type", "corp_type", "corporate_number", "prefecture_name", "address1", "address2",
  "rep_last_nm", "rep_first_nm", "parent_id"];
const client = { redirect_uris: given.redirects, response_types: ["code"], grant_types: ["authorization_code"] };
const basic = (id, secret, alg) => ({
  ...client, client_id: id, client_secret: secret, token_endpoint_auth_method: "client_secret_basic",
  id_token_signed_response_alg: alg,
});
const realms = {
  "/api/realms/main": {
    clients: [{ ...client, client_id: "madoguchicard", token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256", jwks: { keys: [given.card] }, id_token_signed_response_alg: "ES256" }],
    claims: { openid: ["sub"], name: ["name"], address: ["address"], birthdate: ["birthdate"], gender: ["gender"] },
    scopes: ["openid", ...PERSON], acrValues: ["aal3"],
    routes: {
      authorization: "/protocol/openid-connect/auth", token: "/protocol/openid-connect/token",
      userinfo: "/protocol/openid-connect/userinfo", jwks: "/protocol/openid-connect/certs",
    },
  },
  "/oauth": {
    clients: [basic("madoguchi-gbiz", "gbiz+himitsu/", "RS256")],
    claims: { openid: ["sub"], profile: [...FIRM, "name"] }, scopes: ["openid", "profile"],
  },
  "/natori": { clients: [basic("madoguchi", "natori-himitsu", "RS256")], claims: { openid: ["sub"] } },
  "/sendai": { clients: [basic("madoguchi", "sendai-himitsu", "ES256")], claims: { openid: ["sub"] } },
};

async function keys() {
  const made = [];
  for (const [alg, parameters] of [
    ["RS256", { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }],
    ["ES256", { name: "ECDSA", namedCurve: "P-256" }],
  ]) {
    const pair = await crypto.subtle.generateKey(parameters, true, ["sign", "verify"]);
    made.push({ ...(await crypto.subtle.exportKey("jwk", pair.privateKey)), alg, use: "sig", key_ops: undefined });
  }
  return made;
}

function body(request) {
  return new Promise((resolve) => {
    let text = "";
    request.on("data", (piece) => (text += piece));
    request.on("end", () => resolve(new URLSearchParams(text)));
  });
}

server.listen(0, "127.0.0.1", async () => {
  const port = server.address().port;
  const origin = `https://127.0.0.1:${port}`;
  const jwks = { keys: await keys() };
  const mounted = {};
  for (const [path, realm] of Object.entries(realms)) {
    mounted[path] = new Provider(origin + path, {
      jwks, cookies: { keys: ["only in tests"] }, pkce: { required: () => true }, ...realm,
      enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
      features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
      interactions: { url: (_context, interaction) => `${path}/interaction/${interaction.uid}` },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ ...FACTS, sub: id }) }),
      loadExistingGrant: async (context) => {
        const grant = new context.oidc.provider.Grant({
          clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId,
        });
        grant.addOIDCScope([...context.oidc.requestParamScopes].join(" "));
        await grant.save();
        return grant;
      },
      ttl: { AccessToken: 3600, AuthorizationCode: 300, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
    });
  }
  server.on("request", async (request, response) => {
    const path = Object.keys(mounted).find((one) => request.url.startsWith(`${one}/`));
    if (!path) return response.writeHead(404).end();
    if (request.url.includes("/interaction/")) {
      if (request.method === "POST") {
        const typed = await body(request);
        const login = { accountId: typed.get("subject"), acr: typed.get("acr") || "aal3" };
        const result = typed.has("no") ? { error: "access_denied" } : { login };
        return mounted[path].interactionFinished(request, response, result);
      }
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      return response.end(`<!doctype html><html lang="ja"><title>本人確認</title><h1>本人確認</h1><form method="post">
        <label>番号 <input name="subject"></label><button>確認する</button><button name="no">やめる</button></form>`);
    }
    request.originalUrl = request.url;
    request.url = request.url.slice(path.length);
    return mounted[path].callback()(request, response);
  });
  console.log(port);
});
process.stdin.on("end", () => process.exit(0)).resume();
