using System.Collections.Frozen;
using WeatherKd.Api.Conventions;

namespace WeatherKd.Api.Page;

/// <summary>The page's files and the OpenAPI document, which are part of the assembly, so that every host serves the same.</summary>
internal static class EmbeddedFiles
{
    /// <summary>
    /// Scripts, styles and data from this service alone, nothing inline. The chart library places its parts through the style objects of
    /// elements, which this allows.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action "
        + "'none'; frame-ancestors 'none'";

    /// <summary>
    /// Redoc writes its styles into the page it draws. This page has no data of the service but the description of the API, and no more may
    /// run in it than in the other.
    /// </summary>
    private const string DescriptionPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri "
        + "'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".json"] = "application/json; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Answer> Answers = typeof(EmbeddedFiles).Assembly.GetManifestResourceNames()
        .Where(name => Types.ContainsKey(Path.GetExtension(name)))
        .ToFrozenDictionary(name => name, Read, StringComparer.Ordinal);

    /// <summary>The file of a name; null where there is none.</summary>
    public static Answer? Find(string name) => Answers.GetValueOrDefault(name);

    private static Answer Read(string name)
    {
        using var stream = typeof(EmbeddedFiles).Assembly.GetManifestResourceStream(name)!;
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        return new Answer(body, Types[Path.GetExtension(name)])
        {
            Headers =
            [
                ("Content-Security-Policy", name == "wwwroot/docs.html" ? DescriptionPolicy : ContentSecurityPolicy),
                ("Referrer-Policy", "no-referrer"),
            ],
        };
    }
}
