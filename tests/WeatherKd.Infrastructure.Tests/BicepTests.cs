using System.Text.Json;
using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

public sealed partial class BicepTests(Bicep bicep) : IClassFixture<Bicep>
{
    private const string JobsOperator = "b9a307c4-5aa3-4b52-ba60-2b17c136cd7b";

    // learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly Dictionary<string, string> AllowedRoles = new(StringComparer.Ordinal)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner, of the host's own account",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        [JobsOperator] = "Container Apps Jobs Operator",
    };

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
    public void NoStorageAccountKnowsKeysOrStrangers()
    {
        var accounts = bicep.OfType("Microsoft.Storage/storageAccounts").Where(a => a.TryGetProperty("properties", out _)).ToList();

        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, a =>
        {
            var properties = a.GetProperty("properties");
            Assert.False(properties.GetProperty("allowSharedKeyAccess").GetBoolean());
            Assert.False(properties.GetProperty("allowBlobPublicAccess").GetBoolean());
            Assert.True(properties.GetProperty("supportsHttpsTrafficOnly").GetBoolean());
            Assert.Equal("TLS1_2", properties.GetProperty("minimumTlsVersion").GetString());
        });
        Assert.All(
            bicep.OfType("Microsoft.Storage/storageAccounts/blobServices/containers").Where(c => c.TryGetProperty("properties", out _)),
            c => Assert.Equal("None", c.GetProperty("properties").GetProperty("publicAccess").GetString()));
    }

    [Fact]
    public void TheWeathersDataSurviveAMistake()
    {
        var services = bicep.OfType("Microsoft.Storage/storageAccounts/blobServices").Where(s => s.TryGetProperty("properties", out _));

        var properties = Assert.Single(services).GetProperty("properties");
        Assert.True(properties.GetProperty("isVersioningEnabled").GetBoolean());
        Assert.True(properties.GetProperty("deleteRetentionPolicy").GetProperty("enabled").GetBoolean());
        Assert.True(properties.GetProperty("containerDeleteRetentionPolicy").GetProperty("enabled").GetBoolean());
        Assert.Contains("pointInTimeRestoreDays", properties.GetProperty("restorePolicy").GetString(), StringComparison.Ordinal);
        Assert.Contains("pointInTimeRestoreDays", properties.GetProperty("changeFeed").GetString(), StringComparison.Ordinal);

        // A restore goes back over fewer days than deleted blobs are kept
        // (learn.microsoft.com/azure/storage/blobs/point-in-time-restore-overview).
        Assert.InRange(Default("pointInTimeRestoreDays").GetInt32(), 1, Default("softDeleteDays").GetInt32() - 1);
    }

    [Fact]
    public void ALockHoldsTheWeathersDataWhereOneIsWanted()
    {
        var held = Assert.Single(bicep.OfType("Microsoft.Authorization/locks"));

        Assert.Equal("[parameters('deleteLock')]", held.GetProperty("condition").GetString());
        Assert.Equal("CanNotDelete", held.GetProperty("properties").GetProperty("level").GetString());
        Assert.Contains("parameters('accountName')", held.GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.False(Default("deleteLock").GetBoolean());
    }

    [Fact]
    public void TheSnapshotThatEachArrivalRewritesKeepsNoVersionsForWeeks()
    {
        var rules = Assert.Single(bicep.OfType("Microsoft.Storage/storageAccounts/managementPolicies"))
            .GetProperty("properties")
            .GetProperty("policy")
            .GetProperty("rules");
        var hot = Assert.Single(rules.EnumerateArray(), r => r.GetProperty("name").GetString() == "forget-hot-versions")
            .GetProperty("definition");

        Assert.Equal(["store/hot/"], hot.GetProperty("filters").GetProperty("prefixMatch").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(
            1,
            hot.GetProperty("actions").GetProperty("version").GetProperty("delete").GetProperty("daysAfterCreationGreaterThan").GetInt32());
    }

    [Fact]
    public void NobodyGetsARoleBeyondTheList()
    {
        Assert.NotEmpty(bicep.OfType("Microsoft.Authorization/roleAssignments"));
        var ids = Guids().Matches(bicep.Template.GetRawText()).Select(m => m.Value).Distinct(StringComparer.Ordinal);

        Assert.Subset(AllowedRoles.Keys.ToHashSet(StringComparer.Ordinal), ids.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryRoleIsGivenOnOneResourceAndNotOnTheGroup() =>
        Assert.All(
            bicep.OfType("Microsoft.Authorization/roleAssignments"),
            a => Assert.True(a.TryGetProperty("scope", out _), a.GetRawText()));

    [Fact]
    public void NoRoleIsMade() => Assert.Empty(bicep.OfType("Microsoft.Authorization/roleDefinitions"));

    [Fact]
    public void TheAppStartsAndStopsItsOneJobAndNoOther()
    {
        var operating = bicep.OfType("Microsoft.Authorization/roleAssignments")
            .Where(a => a.GetRawText().Contains("jobsOperator", StringComparison.Ordinal));

        Assert.Contains("Microsoft.App/jobs", Assert.Single(operating).GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            JobsOperator,
            bicep.Resources
                .Select(r => r.GetRawText())
                .SelectMany(t => Variable().Matches(t))
                .Select(m => m.Groups["id"].Value)
                .Distinct(StringComparer.Ordinal)
                .Single());
    }

    [Fact]
    public void WhoDeploysMayUploadTheFirstFiles()
    {
        var deployers = bicep.OfType("Microsoft.Authorization/roleAssignments")
            .Where(a => a.GetRawText().Contains("deployerPrincipalId", StringComparison.Ordinal));

        var properties = Assert.Single(deployers).GetProperty("properties");
        Assert.Contains("blobDataContributor", properties.GetProperty("roleDefinitionId").GetString(), StringComparison.Ordinal);
        Assert.False(properties.TryGetProperty("principalType", out _), "a person deploys, or a pipeline's application");
        Assert.Contains("deployer().objectId", bicep.Template.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheTemplateReadsNoKeys() =>
        Assert.DoesNotMatch("listKeys|listCredentials|listSecrets|SharedAccessKey", bicep.Template.GetRawText());

    [Fact]
    public void NobodyPublishesWithAPassword()
    {
        Assert.All(
            bicep.OfType("Microsoft.ContainerRegistry/registries"),
            r => Assert.False(r.GetProperty("properties").GetProperty("adminUserEnabled").GetBoolean()));
        Assert.Equal(2, bicep.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Count());
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
                $"{Default(v.Name)}",
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
        Assert.False(Default("virtualNetwork").GetBoolean());
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

    private JsonElement Default(string parameter) =>
        bicep.Template.GetProperty("parameters").GetProperty(parameter).GetProperty("defaultValue");

    [GeneratedRegex(@"^.*(Warning|Error) [\w-]+:.*$", RegexOptions.Multiline
        | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Findings();

    [GeneratedRegex(@"""jobsOperator"": ""(?<id>[0-9a-f-]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"'azd-service-name', '(?<name>\w+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ServiceName();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Guids();
}
