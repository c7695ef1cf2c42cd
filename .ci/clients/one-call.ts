// The calls of the generated client: one that is decided, and one that is a problem.
import { Configuration, ResponseError, VerificationsApi } from "./client/index.js";
import type { Country, Problem, VerificationRequest } from "./client/index.js";

const api = new VerificationsApi(
  new Configuration({ basePath: process.argv[2], accessToken: process.env.KYC_API_KEY }),
);

function request(country: Country): VerificationRequest {
  return {
    selfie: { uri: "sim://genuine" },
    document: { uri: "s3://demo/passport.jpg", type: "passport", country },
    metadata: { channel: "ci" },
  };
}

const decision = await api.verify({ verificationRequest: request("ESP"), idempotencyKey: "ci-typescript" });
console.log(decision.status, decision.confidenceScore);
try {
  await api.verify({ verificationRequest: request("ESX" as Country) });
} catch (e) {
  const problem: Problem = await (e as ResponseError).response.json();
  console.log(problem.status, problem.code, problem.errors?.[0]?.field);
}
