import { parseBase64 } from '../../src/base/base64.js'

/** A self-signed certificate that openssl made: ECDSA with SHA-256, `CN=web01`. */
export const certificateSeed: Uint8Array = parseBase64(
  'MIIBdTCCARugAwIBAgIUSpayv0JJZSm6aSc31HlqenL0k7AwCgYIKoZIzj0EAwIwEDEOMAwGA1UEAwwFd2ViMDEwHhcNMjYxMTMw' +
    'MTAyNTI3WhcNMzYxMTI3MTAyNTI3WjAQMQ4wDAYDVQQDDAV3ZWIwMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD4jOlqX12+J' +
    'VWcTNtF+SBogfql7R0M1vyfwZi10Grj/QLZer4gLSU2bbCt5AaqakdEXFXW5UJnKkzAV2b67meujUzBRMB0GA1UdDgQWBBRJRMuC' +
    'ammbmFlc+VNR0jS5+J+4PDAfBgNVHSMEGDAWgBRJRMuCammbmFlc+VNR0jS5+J+4PDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49' +
    'BAMCA0gAMEUCIQC9p5RsDKC6sEBFQJBsGMgSMtRsxZD54fWykSjD7mG5jgIgSrUrzKxRaoq8lGDpBwUQ3+VzdMfzw88+mJABDKuW' +
    'UWs=',
)
