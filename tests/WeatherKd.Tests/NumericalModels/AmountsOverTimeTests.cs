using WeatherKd.Stations;
using WeatherKd.Storage;

namespace WeatherKd.Tests.NumericalModels;

/// <summary>Hours of rain and radiation from the amounts that files state over other intervals.</summary>
public sealed class AmountsOverTimeTests : IDisposable
{
    private static readonly Station Station = new("129", Latitude: 36.75, Longitude: 126.5);
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    private Task<ModelReading> Read(params Grib2Message[] messages) =>
        ModelReading.Of(_files.Bytes(Grib2Message.File(messages)), [Station]);

    private async Task<(float Value, bool IsEstimate)> Rain(int lead, params Grib2Message[] messages) =>
        (await Read(messages)).Derived("129", lead, "precipitation");

    [Fact]
    public async Task TotalsSinceTheStartAreSubtracted()
    {
        Grib2Message[] totals = [Amount(3, 0, 7), Amount(1, 0, 1), Amount(2, 0, 4)];

        Assert.Equal((1, false), await Rain(1, totals));
        Assert.Equal((3, false), await Rain(2, totals));
        Assert.Equal((3, false), await Rain(3, totals));
    }

    [Fact]
    public async Task WhatIsStoredIsWhatTheFileStates()
    {
        var read = await Read(Amount(7, 0, 30), Amount(7, 6, 2), Amount(7, 4, 5));

        Assert.Equal(["precipitation", "precipitation_over_180", "precipitation_total"], read.Batches[0].Values.Keys.Order());
        Assert.Equal(2, read.Value("129", 7, "precipitation"));
        Assert.Equal(5, read.Value("129", 7, "precipitation_over_180"));
        Assert.Equal(30, read.Value("129", 7, "precipitation_total"));
    }

    [Fact]
    public async Task AMeanIsKeptAsTheAmountOverItsInterval()
    {
        var read = await Read(new Grib2Message
        {
            Parameter = (0, 4, 7),
            Level = (1, 0),
            Lead = 9,
            Period = (6, 0),
            Values = [.. Enumerable.Repeat(200f, 9)],
        });

        Assert.Equal(600, read.Value("129", 9, "shortwave_radiation_over_180"));
        Assert.Equal((200, true), read.Derived("129", 9, "shortwave_radiation"));
    }

    [Fact]
    public async Task AShareOfALongIntervalGivesWayToWhatIsKnownOfItsOtherHours()
    {
        // 12 mm in three hours, of which 10 in the first: 1 mm in each of the others.
        Assert.Equal((4, true), await Rain(3, Amount(3, 0, 12)));
        Assert.Equal((1, true), await Rain(3, Amount(3, 0, 12), Amount(1, 0, 10)));
        Assert.Equal((2, false), await Rain(3, Amount(3, 0, 12), Amount(1, 0, 10), Amount(2, 1, 0)));
    }

    [Fact]
    public async Task OfAMissingLinkInTheChainTheHoursAroundItAreAnEstimate()
    {
        Grib2Message[] withoutThird = [Amount(1, 0, 1), Amount(2, 0, 3), Amount(4, 0, 9), Amount(5, 0, 10)];

        Assert.Equal((2, false), await Rain(2, withoutThird));
        Assert.Equal((float.NaN, false), await Rain(3, withoutThird));
        Assert.Equal((3, true), await Rain(4, withoutThird));
        Assert.Equal((1, false), await Rain(5, withoutThird));
    }

    [Fact]
    public async Task TheRainOfALongTimeIsNotThatOfEachOfItsHours() => Assert.Equal((float.NaN, false), await Rain(24, Amount(24, 0, 48)));

    [Fact]
    public async Task QuartersOfAnHourAreAddedAndOneAloneIsNoHour()
    {
        // A file of HRRR: 60 to 75 min 6 mm, then 0, 0 and 1 mm.
        Grib2Message[] quarters = [.. new[]
        {
            6f,
            0,
            0,
            1,
        }.Select((mm, i) => Amount(75 + (15 * i), 60 + (15 * i), mm) with { UnitMinutes = 1 })];

        Assert.Equal((7, false), await Rain(2, quarters));
        Assert.Equal((float.NaN, false), await Rain(2, quarters[3]));
        Assert.Equal((float.NaN, false), await Rain(2, quarters[..3]));
    }

    [Fact]
    public async Task ATotalThatFallsByItsRoundingLeavesNoRain() =>
        Assert.Equal((0, false), await Rain(2, Amount(1, 0, 6), Amount(2, 0, 5.99f)));

    [Fact]
    public async Task ATotalThatBeganAnewGivesWhatItGatheredSinceAsAnEstimate() =>
        Assert.Equal((2, true), await Rain(2, Amount(1, 0, 30), Amount(2, 0, 2)));

    [Fact]
    public async Task TotalsThatContradictEachOtherGiveNothing() =>
        Assert.Equal((float.NaN, false), await Rain(2, Amount(1, 0, 30), Amount(2, 0, 20)));

    [Fact]
    public async Task TheShortestExactIntervalIsTakenFirst()
    {
        // Totals are packed coarsely: 40.5 − 40 would be 0.5.
        Assert.Equal((0.25f, false), await Rain(8, Amount(8, 0, 40.5f), Amount(7, 0, 40), Amount(8, 6, 1.25f), Amount(7, 6, 1)));
    }

    [Fact]
    public async Task ALaterHourMayTellAnEarlierOne() =>
        Assert.Equal((5, false), await Rain(7, Amount(7, 0, 50), Amount(8, 6, 8), Amount(8, 7, 3)));

    [Fact]
    public async Task TheRateOfAnInstantIsAnEstimateOfTheHourAndOnlyWhereThereIsNoAmount()
    {
        var instant = new Grib2Message { Parameter = (0, 4, 7), Level = (1, 0), Lead = 2, Values = [.. Enumerable.Repeat(700f, 9)] };
        var mean = instant with { Period = (1, 0), Values = [.. Enumerable.Repeat(500f, 9)] };

        Assert.Equal((700, true), (await Read(instant)).Derived("129", 2, "shortwave_radiation"));
        Assert.Equal((500, false), (await Read(instant, mean)).Derived("129", 2, "shortwave_radiation"));
        Assert.Equal(
            (500, false),
            ModelReading.Derived([.. (await Read(mean)).Batches, .. (await Read(instant)).Batches], "129", 2, "shortwave_radiation"));
    }

    [Fact]
    public async Task AnAmountIsNeverSubtractedFromAMeanRate()
    {
        // The rate is packed otherwise: 7 mm until lead 2 by the amount, 3 mm until lead 1 by the rate, would be 4 mm, which nobody says.
        Assert.Equal((3.5f, true), await Rain(2, Amount(2, 0, 7), new Grib2Message
        {
            Parameter = (0, 1, 7),
            Level = (1, 0),
            Lead = 1,
            Period = (0, 0),
            Values = [.. Enumerable.Repeat(3f / 3600, 9)],
        }));
    }

    [Theory]
    [InlineData(2)] // maximum
    [InlineData(3)] // minimum
    public async Task AnExtremeOverAnIntervalIsNoMean(int process)
    {
        var extreme = new Grib2Message
        {
            Parameter = (0, 4, 7),
            Level = (1, 0),
            Lead = 1,
            Period = (0, process),
            Values = [.. Enumerable.Repeat(900f, 9)],
        };
        var temperature = new Grib2Message { Parameter = (0, 0, 0), Lead = 1, Values = [.. Enumerable.Repeat(280f, 9)] };

        Assert.Equal(["temperature_2m"], (await Read(extreme, temperature)).Batches[0].Values.Keys);
        await Assert.ThrowsAsync<InputFormatException>(() => Read(extreme));
    }

    [Fact]
    public async Task ALaterCorrectionOfATotalCorrectsTheHoursOnBothSides()
    {
        var first = (await Read(Amount(1, 0, 1), Amount(2, 0, 9), Amount(3, 0, 5))).Batches;
        var corrected = first.Concat((await Read(Amount(2, 0, 4))).Batches).ToList();

        Assert.Equal((3, false), ModelReading.Derived(corrected, "129", 2, "precipitation"));
        Assert.Equal((1, false), ModelReading.Derived(corrected, "129", 3, "precipitation"));
    }

    private static Grib2Message Amount(int lead, int start, float amount) =>
        new() { Parameter = (0, 1, 8), Level = (1, 0), Lead = lead, Period = (start, 1), Values = [.. Enumerable.Repeat(amount, 9)] };
}
