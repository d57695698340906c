//! The rule that judges by a name whether a value may be a credential.
//!
//! A name is a sequence of words, as in `clientSecret`, `client_secret` or `SASToken`. Its end says what the value is: a
//! `secretText` is a secret, but a `passwordPolicy` is a policy, and a `tokenType` is a type.

use crate::schema::{ItemType, Primitive, QualifiedName, ValueType};
use heck::ToSnakeCase;

/// Names of credentials, wherever they end a name. The words may be written as one.
///
/// A name can be wrong: the `productKey` of a macOS update is public, that of a Windows licence is not. It is listed under
/// `not-secrets`, since a missed credential is worse.
const CREDENTIALS: [&str; 11] = [
    "connectionstring",
    "credential",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "productkey",
    "secret",
    "sharedaccesssignature",
    "token",
];

/// Names of credentials that are short, or a part of other words. They begin with a word.
const WORDS: [&str; 36] = [
    "accesspass",
    "adminpass",
    "authcookie",
    "clientassertion",
    "connstring",
    "cvc",
    "cvv",
    "dbpass",
    "ftppass",
    "jwt",
    "keymaterial",
    "mnemonic",
    "modeexitcode",
    "otp",
    "otpseed",
    "p12",
    "pfx",
    "pin",
    "pinnumber",
    "pkcs12",
    "proxypass",
    "psk",
    "pswd",
    "puk",
    "pwd",
    "recoveryphrase",
    "samlassertion",
    "sas",
    "sassignature",
    "sasuri",
    "sasurl",
    "seedphrase",
    "sessioncookie",
    "smtppass",
    "totp",
    "userpass",
];

/// The words before `key` that make it a credential. Most keys are names of values.
const KEYS: [&str; 43] = [
    "access",
    "account",
    "activation",
    "aes",
    "api",
    "auth",
    "authentication",
    "authorization",
    "certificate",
    "client",
    "credential",
    "decryption",
    "encryption",
    "enrollment",
    "hmac",
    "licence",
    "license",
    "mac",
    "master",
    "network",
    "pairing",
    "pkcs12",
    "preshared",
    "recovery",
    "registration",
    "rsa",
    "sas",
    "secret",
    "security",
    "serial",
    "session",
    "shared",
    "signing",
    "ssh",
    "subscription",
    "symmetric",
    "token",
    "unlock",
    "webhook",
    "wep",
    "wifi",
    "workspace",
    "wpa",
];

/// The words before `code` that make it a credential. Most codes are public.
const CODES: [&str; 13] = [
    "access",
    "activation",
    "auth",
    "authentication",
    "authorization",
    "backup",
    "bypass",
    "pairing",
    "pin",
    "recovery",
    "security",
    "unlock",
    "verification",
];

/// Names that end like credentials but are none: positions in a collection, public values, and texts about a password.
const HARMLESS: [&str; 19] = [
    "cancellationtoken",
    "changetoken",
    "concurrencytoken",
    "continuationtoken",
    "cursortoken",
    "deltatoken",
    "fetchtoken",
    "filtertoken",
    "forgotmypassword",
    "forgotpassword",
    "nextpagetoken",
    "nexttoken",
    "pagetoken",
    "pagingtoken",
    "publickeytoken",
    "skiptoken",
    "synctoken",
    "syncstatetoken",
    "watermarktoken",
];

/// Words after the name of a credential that leave it one: its form or its version.
const FORMS: [&str; 30] = [
    "base64",
    "binary",
    "blob",
    "bytes",
    "clear",
    "confirm",
    "confirmation",
    "content",
    "current",
    "data",
    "encoded",
    "encrypted",
    "hash",
    "hex",
    "json",
    "new",
    "old",
    "pair",
    "pem",
    "plain",
    "plaintext",
    "previous",
    "primary",
    "raw",
    "repeat",
    "salt",
    "secondary",
    "string",
    "text",
    "value",
];

/// Names whose meaning depends on the type or operation that declares them.
const GENERIC: [&str; 4] = ["code", "key", "token", "value"];

/// The largest number of words in a name above.
const MAX_WORDS: usize = 3;

/// Returns whether a property or parameter may be a credential, by its name, the name of the type or operation that declares
/// it, and its type.
pub(crate) fn is_credential(owner: &QualifiedName, name: &str, value: &ValueType) -> bool {
    can_be_secret(value) && is_named_like_one(&owner.name, name)
}

/// Returns whether values of a type may be secret: texts, bytes, values of any type, and collections of them.
pub(crate) fn can_be_secret(value: &ValueType) -> bool {
    matches!(value.item, ItemType::Primitive(Primitive::String | Primitive::Binary | Primitive::Untyped))
}

fn is_named_like_one(owner: &str, name: &str) -> bool {
    let name = name.to_snake_case();
    let mut words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let owner = if GENERIC.contains(&name.as_str()) { owner.to_snake_case() } else { String::new() };
    words.splice(0..0, owner.split('_').filter(|word| !word.is_empty()));
    // As in `recoveryKey/key`.
    words.dedup();
    while let Some(last) = words.last() {
        let singular = last.trim_end_matches(|last: char| last.is_ascii_digit());
        let singular = singular.strip_suffix('s').unwrap_or(singular);
        // Some words end in `s` or in a digit: `sas`, `pkcs12`.
        let mut forms = vec![*last, singular];
        forms.dedup();
        for end in forms {
            let ends = ends(&words, end);
            if ends.iter().any(|end| HARMLESS.contains(&end.as_str())) {
                return false;
            }
            if ends.iter().any(|end| names_one(end)) || CREDENTIALS.iter().any(|name| end.ends_with(name)) {
                return true;
            }
        }
        let is_form = FORMS.contains(last) || last.bytes().all(|byte| byte.is_ascii_digit());
        if !is_form {
            return false;
        }
        words.pop();
    }
    false
}

/// Returns the last words of a name as one word: the last one, which is `last`, the last two, and so on.
fn ends(words: &[&str], last: &str) -> Vec<String> {
    let before = words.iter().rev().skip(1);
    let mut ends = vec![last.to_owned()];
    for word in before.take(MAX_WORDS - 1) {
        ends.extend(ends.last().map(|end| format!("{word}{end}")));
    }
    ends
}

/// Returns whether words, written as one, name a credential.
fn names_one(words: &str) -> bool {
    let is_of = |kind: &str, of: &[&str]| words.strip_suffix(kind).is_some_and(|before| of.contains(&before));
    CREDENTIALS.contains(&words) || WORDS.contains(&words) || is_of("key", &KEYS) || is_of("code", &CODES)
}

#[cfg(test)]
mod tests {
    use super::is_named_like_one;

    /// Names of credentials, with the names of their types and operations where these matter.
    const CREDENTIALS: &str = "
        password passwords Password PASSWORD newPassword currentPassword adDomainPassword deviceAccountPassword password1
        passwordBase64 passwordHash encryptedPassword encryptedPfxPassword wifiPassword passwordConfirmation passWord
        adminpassword user_password userPwd passwd
        passphrase passPhrase keyPassphrase passcode passCode
        secret secrets secretText secretValue clientSecret client_secret clientsecret CLIENT_SECRET sharedSecret SharedSecrets
        secretKey consumerSecret
        accessToken accesstoken access_token refreshToken idToken apiToken bearerToken sasToken SASToken token tokens
        enrollmentToken depToken clientToken serverToken recordingAccessToken challengeToken validationTokens tokenValue
        exchangeToken OAuthToken jwt
        sas containerSas sasUri sasURI sasUrl sharedAccessSignature
        privateKey privatekey PrivateKeyPem private-key sharedKey preSharedKey sshKey SSHKey apiKey APIKey accessKey encryptionKey
        decryptionKey macKey productKey recoveryKey recoveryKeys storageAccountKey accessKeyPrimary deploymentAccessKey
        azureOperationalInsightsWorkspaceKey signingKey licenseKey keyMaterial psk
        connectionString connectionstring ConnectionStrings storageConnectionString connString
        pin devicePin unlockPin PIN pinCode PINCode pinNumber
        unlockCode macOsUnlockCode activationLockBypassCode kioskModeExitCode authorizationCode verificationCode
        credential credentials adminCredentials temporaryAccessPass pkcs12Value encryptedPfxBlob otp totp
        bitlockerRecoveryKey/key keyCredential/key selfSignedCertificate/key uploadPkcs12/key qrPin/code vppToken/token
        tokenMeetingInfo/token synchronizationSecretKeyStringValuePair/value
    ";

    const OTHERS: &str = "
        passwordPolicy passwordPolicies isPasswordRequired passwordRequired passwordResetUri passwordExpirationDays
        lastPasswordChangeDateTime passwordMinimumLength safariPasswordAutoFillDomains customForgotMyPasswordText passwordless
        passwordHint passwordBlockSimple
        secretary secretariat secretType secretName secretId secretReferenceValueId secretsManagerUrl
        tokenType tokenId tokenIssuer tokenEndpoint tokenLifetime vppTokenOrganizationName vppTokenAppleId tokenizer
        skipToken skiptoken nextFetchToken aggregationFilterToken continuationToken deltaToken publicKeyToken
        key keyId keyIds keyName keyType keyPath publicKey sshPublicKey primaryKey changeKey itemKey appConfigKey registryKey
        metadataKey customKeyIdentifier subjectKeyIdentifier preferredTokenSigningKeyThumbprint keyword keywords monkey
        turkey hotkey tenantKey transportKey dataKey
        pinned pinCharacterSet pinMinimumLength pinning opinion spin pinRequired
        code postalCode countryCode errorCode productCode upgradeCode languageCode versionCode exitCode
        credentialType federatedCredentialId modeCredentialUsed customAccountResetCredentialsUrl
        connectionId connectionName connectionType string text value values data hash base64 certificate certificateData
        thumbprint compass passport passportNumber bypass sasquatch session sessionId authenticationType displayName id
        delta/token keyValue/key searchBucket/key registryKeyState/key stringKeyStringValuePair/value publicError/code
        metaDataKeyStringPair/value alternativeSecurityId/key passwordProfile/name
        - _ 7 42s
    ";

    #[test]
    fn the_words_of_a_name_decide() {
        for (names, expected) in [(CREDENTIALS, true), (OTHERS, false)] {
            for path in names.split_whitespace() {
                let (owner, name) = path.split_once('/').unwrap_or(("thing", path));
                assert_eq!(is_named_like_one(owner, name), expected, "{path}");
            }
        }
        assert!(!is_named_like_one("", ""));
    }
}
