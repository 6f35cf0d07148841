using System.Text.Json;
using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>
/// What the deployed system shows to the outside: the compiled template, and the access levels of the functions that it deploys.
/// </summary>
public sealed partial class ExposureTests(Bicep bicep)
{
    [Fact]
    public void NoSettingHoldsASecret()
    {
        var texts = bicep.Resources.SelectMany(r => Texts(r, string.Empty)).ToList();

        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts, t => Secret().IsMatch(t.Path) && !t.Value.StartsWith('['));
        Assert.DoesNotContain(
            texts,
            t => t.Value.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase)
                || t.Value.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void NoParameterAsksForASecret() => Assert.DoesNotContain(
        bicep.Template.GetProperty("parameters").EnumerateObject(),
        p => p.Value.GetProperty("type").GetString()!.StartsWith("secure", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void WhatListensOnTheInternetSpeaksTlsAlone()
    {
        var site = Assert.Single(bicep.OfType("Microsoft.Web/sites")).GetProperty("properties");

        Assert.True(site.GetProperty("httpsOnly").GetBoolean());
        Assert.Equal("1.2", site.GetProperty("siteConfig").GetProperty("minTlsVersion").GetString());
        Assert.All(
            bicep.OfType("Microsoft.App/jobs"),
            j => Assert.False(j.GetProperty("properties").GetProperty("configuration").TryGetProperty("ingress", out _)));
    }

    [Fact]
    public void WhateverChangesSomethingAsksForAKeyOfItsFunction()
    {
        var triggers = Directory.EnumerateFiles(
            Path.Combine(Bicep.Repository, "src", "WeatherKd.Functions"),
            "*.cs",
            SearchOption.AllDirectories)
            .SelectMany(f => HttpTrigger().Matches(File.ReadAllText(f))).ToList();

        Assert.NotEmpty(triggers);
        Assert.All(triggers, t =>
        {
            var reads = t.Groups["method"].Captures.Select(c => c.Value).All(m => m is "get" or "head");
            Assert.Equal(reads ? "Anonymous" : "Function", t.Groups["level"].Value);
        });
        Assert.Contains(triggers, t => t.Groups["level"].Value == "Function");
    }

    private static IEnumerable<(string Path, string Value)> Texts(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value, $"{path}/{p.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(e => Texts(e, path)),
        JsonValueKind.String => [(path, element.GetString()!)],
        _ => [],
    };

    [GeneratedRegex("(password|secret|accountKey|sharedKey|apiKey|adminKey|sasToken)$", RegexOptions.IgnoreCase
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(
        @"\[HttpTrigger\(AuthorizationLevel\.(?<level>\w+)(, ""(?<method>\w+)"")+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex HttpTrigger();
}
