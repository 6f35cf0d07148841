using WeatherKd.Observations;
using WeatherKd.Observations.Quality;
using WeatherKd.TestSupport;
using WeatherKd.Variables;

namespace WeatherKd.Tests.Observations;

public sealed class QualityListingTests
{
    [Fact]
    public async Task AGenuineYearHasFewRejectedValues()
    {
        var path = RealDataFolder.Require("asos_csv", "OBS_ASOS_TIM_2021.csv");
        var listing = await QualityListing.ReadAsync(
            [new(path, "OBS_ASOS_TIM_2021.csv")],
            new ObservationFormats(VariableTable.Default),
            new QualityControl(VariableTable.Default, new QualityOptions()),
            [new("131", "Cheongju", 36.64, 127.44, 58.7)],
            DateTimeOffset.Parse("2022-01-01T00:00Z"),
            TestContext.Current.CancellationToken);

        Assert.Equal(["131"], listing.Stations);
        Assert.Equal(8736, listing.Report.Rows);
        Assert.Equal(8736, listing.Report.Values["temperature_2m"]);

        // The two hours whose radiation the provider itself marks as wrong, and nothing else: a year that the provider has checked is
        // sound.
        Assert.Equal([new QualityCount("shortwave_radiation", "provider", 2)], listing.Report.Rejected);
    }
}
