using System.Text.Json;
using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>The template as a whole: parameters, names, and the parts that are made or left out.</summary>
public sealed partial class BicepTests(Bicep bicep)
{
    [Theory]
    [InlineData("build", "--stdout")]
    [InlineData("lint", "--no-restore")]
    public void BicepFindsNothingToSay(string command, string option)
    {
        var (exitCode, said) = Bicep.Run(command, Bicep.Infra("main.bicep"), option);

        Assert.Equal(0, exitCode);
        Assert.Empty(Findings().Matches(said).Select(m => m.Value));
    }

    [Fact]
    public void TheServiceNeverStartsADeadTrainingAgainByItself()
    {
        // The workflow does, from the checkpoint; two at once would write the same one.
        var job = Assert.Single(bicep.OfType("Microsoft.App/jobs"));

        Assert.Equal(0, job.GetProperty("properties").GetProperty("configuration").GetProperty("replicaRetryLimit").GetInt32());
    }

    [Fact]
    public void EveryParameterIsDescribedAndCanBeSetInTheEnvironment()
    {
        var parameters = bicep.Template.GetProperty("parameters").EnumerateObject().ToList();
        using var given = JsonDocument.Parse(File.ReadAllText(Bicep.Infra("main.parameters.json")));
        var values = given.RootElement.GetProperty("parameters").EnumerateObject().ToList();

        Assert.All(parameters, p => Assert.True(p.Value.GetProperty("metadata").TryGetProperty("description", out _), p.Name));
        Assert.Equal(parameters.Select(p => p.Name).Order(), values.Select(p => p.Name).Order());
        Assert.All(values, v => Assert.Matches(@"^\$\{[A-Z_]+(=[^}]*)?\}$", v.Value.GetProperty("value").GetString()));

        // What stands in the file as a default is the template's own.
        Assert.All(
            values.Where(v => v.Value.GetProperty("value").GetString()!.Contains('=', StringComparison.Ordinal)),
            v => Assert.Equal(
                $"{bicep.DefaultOf(v.Name)}",
                v.Value.GetProperty("value").GetString()!.Split('=')[1].TrimEnd('}'),
                ignoreCase: true));
    }

    [Fact]
    public void TheOperatorsSettingsAreJoinedWithTheTemplatesOwn()
    {
        var app = Assert.Single(bicep.OfType("Microsoft.Web/sites/config"));
        var settings = bicep.OfType("Microsoft.Resources/deployments")
            .Select(d => d.GetProperty("properties").GetProperty("template"))
            .Single(t => t.TryGetProperty("variables", out var v) && v.TryGetProperty("settings", out _))
                .GetProperty("variables")
                .GetProperty("settings")
                .GetString();

        Assert.Equal("[variables('settings')]", app.GetProperty("properties").GetString());
        Assert.StartsWith("[union(parameters('operatorSettings'), createObject(", settings, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(23)]
    [InlineData(24)]
    public void TheTimeLimitIsReadAsHours(int hours)
    {
        // Bicep's expression in C#; '24:00:00' would be 24 days.
        Assert.Contains(
            "'{0}.{1}:00:00', div(parameters('trainingTimeLimitHours'), 24), padLeft(string(mod(parameters('trainingTimeLimitHours'), "
            + "24)), 2, '0')",
            bicep.Template.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Equal(
            TimeSpan.FromHours(hours),
            TimeSpan.Parse($"{hours / 24}.{hours % 24:00}:00:00", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void AnImageIsUsedOnlyWhileItsJobExists()
    {
        // It names a registry; after azd down both are gone, and the environment still remembers it.
        Assert.Contains(
            "if(and(parameters('trainerExists'), not(empty(parameters('trainerImage'))))",
            bicep.Template.GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Equal("trainer", TagOf("Microsoft.App/jobs"));
        Assert.Equal("functions", TagOf("Microsoft.Web/sites"));

        string TagOf(string type) =>
            ServiceName().Match(Assert.Single(bicep.OfType(type)).GetProperty("tags").GetString()!).Groups["name"].Value;
    }

    [Fact]
    public void EveryNameIsKnownBeforeAnythingIsMade()
    {
        // What a module answers is known only afterwards; a name made of it is left out of azd provision --preview.
        var modules = bicep.OfType("Microsoft.Resources/deployments").Select(d => d.GetProperty("properties")).ToList();
        Assert.NotEmpty(modules);
        foreach (var module in modules)
        {
            var answered = module.GetProperty("parameters")
                .EnumerateObject()
                .Where(p => p.Value.GetRawText().Contains("reference(", StringComparison.Ordinal))
                .Select(p => p.Name)
                .ToList();
            var resources = module.GetProperty("template").GetProperty("resources");
            foreach (var resource in resources.ValueKind == JsonValueKind.Array
                ? resources.EnumerateArray()
                : resources.EnumerateObject().Select(r => r.Value))
            {
                Assert.All(
                    answered,
                    a => Assert.DoesNotContain($"parameters('{a}')", resource.GetProperty("name").GetString(), StringComparison.Ordinal));
                Assert.True(
                    !resource.TryGetProperty("scope", out var scope)
                        || answered.TrueForAll(a => !scope.GetString()!.Contains($"parameters('{a}')", StringComparison.Ordinal)),
                    resource.GetRawText());
            }
        }
    }

    [Fact]
    public void OldImagesAreRemoved()
    {
        var task = Assert.Single(bicep.OfType("Microsoft.ContainerRegistry/registries/tasks")).GetProperty("properties");
        var content = task.GetProperty("step").GetProperty("encodedTaskContent").GetString()!;

        Assert.Contains(
            "acr purge --filter 'weatherkd/.*:.*' --ago 30d --keep 3 --untagged",
            content.StartsWith('[')
                ? content.Replace("''", "'", StringComparison.Ordinal)
                : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(content)),
            StringComparison.Ordinal);
        Assert.NotEmpty(task.GetProperty("trigger").GetProperty("timerTriggers").EnumerateArray());
    }

    [Fact]
    public void AVirtualNetworkIsMadeOnlyWhereOneIsWanted()
    {
        Assert.False(bicep.DefaultOf("virtualNetwork").GetBoolean());
        var modules = bicep.OfType("Microsoft.Resources/deployments")
            .Where(d => d.TryGetProperty("condition", out var c) && c.GetString() == "[parameters('virtualNetwork')]")
            .ToList();

        Assert.Equal(2, modules.Count);
        Assert.All([
            "Microsoft.Network/virtualNetworks",
            "Microsoft.Network/privateEndpoints",
            "Microsoft.Network/privateDnsZones"
        ], type => Assert.All(
            bicep.OfType(type), r => Assert.Contains(modules, m => m.GetRawText().Contains(r.GetRawText(), StringComparison.Ordinal))));
        Assert.NotEmpty(bicep.OfType("Microsoft.Network/privateEndpoints"));
    }

    [GeneratedRegex(@"^.*(Warning|Error) [\w-]+:.*$", RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Findings();

    [GeneratedRegex(@"'azd-service-name', '(?<name>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ServiceName();
}
