using System.Text.Json;
using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

public sealed partial class BicepTests(Bicep bicep) : IClassFixture<Bicep>
{
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
        Assert.All(bicep.OfType("Microsoft.Authorization/roleAssignments"), a => Assert.True(a.TryGetProperty("scope", out _), a.GetRawText()));

    [Fact]
    public void OwnRolesNameEachAction()
    {
        var role = Assert.Single(bicep.OfType("Microsoft.Authorization/roleDefinitions"));
        var permission = Assert.Single(role.GetProperty("properties").GetProperty("permissions").EnumerateArray());
        var actions = permission.GetProperty("actions").EnumerateArray().Select(a => a.GetString()!).ToList();

        Assert.Contains("Microsoft.App/jobs/start/action", actions);
        Assert.DoesNotContain(actions, a => a.Contains('*', StringComparison.Ordinal));
    }

    [Fact]
    public void TheTemplateReadsNoKeys() => Assert.DoesNotMatch("listKeys|listCredentials|listSecrets|SharedAccessKey", bicep.Template.GetRawText());

    [Fact]
    public void NobodyPublishesWithAPassword()
    {
        Assert.All(bicep.OfType("Microsoft.ContainerRegistry/registries"), r => Assert.False(r.GetProperty("properties").GetProperty("adminUserEnabled").GetBoolean()));
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
    public void EveryParameterIsDescribedAndEveryGivenOneExists()
    {
        var parameters = bicep.Template.GetProperty("parameters").EnumerateObject().ToList();
        using var given = JsonDocument.Parse(File.ReadAllText(Bicep.Infra("main.parameters.json")));

        Assert.All(parameters, p => Assert.True(p.Value.GetProperty("metadata").TryGetProperty("description", out _), p.Name));
        Assert.Subset(
            parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal),
            given.RootElement.GetProperty("parameters").EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^.*(Warning|Error) [\w-]+:.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Findings();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Guids();
}
