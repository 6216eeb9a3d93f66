package io.modelrelease.azuredevops;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The id tokens of jobs: RS256, claims as Azure DevOps writes them. Life as it was measured there:
 * {@code nbf} 10 minutes before, {@code exp} 5 minutes after {@code iat} (other reports say 10).
 */
final class IdTokens {
  static final String AUDIENCE = "api://AzureADTokenExchange";

  private final RSAKey key;

  IdTokens() {
    try {
      key = new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static Map<String, Object> claims(String issuer, PipelineJob job) {
    var now = Clock.systemUTC().instant();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put(
        "sub",
        "p://%s/%s/%s"
            .formatted(
                ImitatedAzureDevOps.ORGANIZATION,
                ImitatedAzureDevOps.PROJECT,
                ImitatedAzureDevOps.PIPELINE));
    claims.put("aud", AUDIENCE);
    claims.put("org_id", ImitatedAzureDevOps.ORGANIZATION_ID);
    claims.put("prj_id", ImitatedAzureDevOps.PROJECT_ID);
    claims.put("def_id", ImitatedAzureDevOps.DEFINITION_ID);
    claims.put("rpo_id", ImitatedAzureDevOps.REPOSITORY_ID);
    claims.put("rpo_uri", job.repositoryUri());
    claims.put("rpo_ver", ImitatedAzureDevOps.COMMIT);
    claims.put("rpo_ref", "refs/heads/main");
    claims.put("run_id", Integer.toString(job.buildId()));
    claims.put("iss", issuer);
    claims.put("nbf", now.minusSeconds(600).getEpochSecond());
    claims.put("exp", now.plusSeconds(300).getEpochSecond());
    claims.put("iat", now.getEpochSecond());
    return claims;
  }

  String signed(Map<String, Object> claims) {
    var set = new JWTClaimsSet.Builder();
    claims.forEach(
        (name, value) ->
            set.claim(
                name,
                List.of("nbf", "exp", "iat").contains(name)
                    ? Date.from(Instant.ofEpochSecond(((Number) value).longValue()))
                    : value));
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), set.build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  String keys() {
    return new JWKSet(key.toPublicJWK()).toString();
  }
}
