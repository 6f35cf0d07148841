using System.Text.RegularExpressions;

namespace WeatherKd.Infrastructure.Tests;

/// <summary>Who may do what in the template: roles from a list, on single resources, and no keys or passwords.</summary>
public sealed partial class BicepRoleTests(Bicep bicep)
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

    [GeneratedRegex(@"""jobsOperator"": ""(?<id>[0-9a-f-]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Variable();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Guids();
}
