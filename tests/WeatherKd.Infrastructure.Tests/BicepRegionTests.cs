namespace WeatherKd.Infrastructure.Tests;

/// <summary>Where the three services that are needed are all offered.</summary>
public sealed class BicepRegionTests(Bicep bicep)
{
    [Fact]
    public void OnlyRegionsThatHaveAllThreeAreOffered()
    {
        var location = bicep.Template.GetProperty("parameters").GetProperty("location");

        Assert.Equal("location", location.GetProperty("metadata").GetProperty("azd").GetProperty("type").GetString());
        var allowed = location.GetProperty("allowedValues").EnumerateArray().Select(l => l.GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(allowed, FlexConsumption);
        Assert.Superset(allowed, ServerlessT4);
        Assert.Superset(allowed, AvailabilityZones);
    }

    // learn.microsoft.com/azure/azure-functions/flex-consumption-how-to#view-currently-supported-regions, as the list of
    // Azure-Samples/functions-quickstart-dotnet-azd has it.
    private static readonly HashSet<string> FlexConsumption = new(StringComparer.Ordinal)
    {
        "australiaeast",
        "centralindia",
        "centralus",
        "eastasia",
        "eastus",
        "eastus2",
        "francecentral",
        "germanywestcentral",
        "northcentralus",
        "northeurope",
        "southcentralus", "southeastasia", "swedencentral", "uksouth", "westcentralus", "westeurope", "westus2",
    };

    // learn.microsoft.com/azure/container-apps/gpu-serverless-overview#supported-regions, March 2026.
    private static readonly HashSet<string> ServerlessT4 = new(StringComparer.Ordinal)
    {
        "australiaeast",
        "brazilsouth",
        "canadacentral",
        "centralindia",
        "eastus",
        "francecentral",
        "italynorth",
        "japaneast",
        "northcentralus",
        "southcentralus",
        "southeastasia", "southindia", "swedencentral", "westeurope", "westus", "westus2", "westus3",
    };

    // learn.microsoft.com/azure/reliability/regions-list: those with availability zones.
    private static readonly HashSet<string> AvailabilityZones = new(StringComparer.Ordinal)
    {
        "australiaeast",
        "brazilsouth",
        "canadacentral",
        "centralindia",
        "centralus",
        "eastasia",
        "eastus",
        "eastus2",
        "francecentral",
        "germanywestcentral",
        "italynorth",
        "japaneast", "northeurope", "southcentralus", "southeastasia", "swedencentral", "uksouth", "westeurope", "westus2", "westus3",
    };
}
