import client.ApiClient;
import client.ApiException;
import client.api.VerificationsApi;
import client.model.Country;
import client.model.Document;
import client.model.Problem;
import client.model.Selfie;
import client.model.Verification;
import client.model.VerificationRequest;

/** The calls of the generated client: one that is decided, and one that is a problem. */
final class OneCall {
  private OneCall() {}

  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    String key = System.getenv("KYC_API_KEY");
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
    VerificationsApi api = new VerificationsApi(client);

    Verification decision = api.verify(request(Country.ESP), "ci-java", null, null, null);
    System.out.println(decision.getStatus() + " " + decision.getConfidenceScore());
    try {
      api.verify(request(null), null, null, null, null);
    } catch (ApiException e) {
      Problem problem = ApiClient.createDefaultObjectMapper().readValue(e.getResponseBody(), Problem.class);
      System.out.println(
          e.getCode() + " " + problem.getCode() + " " + problem.getErrors().get(0).getField());
    }
  }

  private static VerificationRequest request(Country country) {
    return new VerificationRequest()
        .selfie(new Selfie().uri("sim://genuine"))
        .document(
            new Document().uri("s3://demo/passport.jpg").type("passport").country(country))
        .putMetadataItem("channel", "ci");
  }
}
