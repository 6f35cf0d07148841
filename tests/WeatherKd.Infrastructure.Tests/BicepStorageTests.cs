namespace WeatherKd.Infrastructure.Tests;

/// <summary>What the template does for the data: nobody has a key, and a mistake loses nothing.</summary>
public sealed class BicepStorageTests(Bicep bicep)
{
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
        Assert.InRange(bicep.DefaultOf("pointInTimeRestoreDays").GetInt32(), 1, bicep.DefaultOf("softDeleteDays").GetInt32() - 1);
    }

    [Fact]
    public void ALockHoldsTheWeathersDataWhereOneIsWanted()
    {
        var held = Assert.Single(bicep.OfType("Microsoft.Authorization/locks"));

        Assert.Equal("[parameters('deleteLock')]", held.GetProperty("condition").GetString());
        Assert.Equal("CanNotDelete", held.GetProperty("properties").GetProperty("level").GetString());
        Assert.Contains("parameters('accountName')", held.GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.False(bicep.DefaultOf("deleteLock").GetBoolean());
    }

    [Fact]
    public void TheSnapshotThatEachArrivalRewritesKeepsNoVersionsForWeeks()
    {
        var rules = Assert.Single(bicep.OfType("Microsoft.Storage/storageAccounts/managementPolicies"))
            .GetProperty("properties")
            .GetProperty("policy")
            .GetProperty("rules");
        var recent = Assert.Single(rules.EnumerateArray(), r => r.GetProperty("name").GetString() == "forget-hot-versions")
            .GetProperty("definition");

        Assert.Equal(["store/hot/"], recent.GetProperty("filters").GetProperty("prefixMatch").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(
            1,
            recent.GetProperty("actions").GetProperty("version").GetProperty("delete")
                .GetProperty("daysAfterCreationGreaterThan").GetInt32());
    }
}
