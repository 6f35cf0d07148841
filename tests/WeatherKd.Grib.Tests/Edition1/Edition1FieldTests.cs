using WeatherKd.Grib.Edition1;
using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests.Edition1;

/// <summary>
/// What a field of edition 1 says about itself, in edition 2's terms; messages written octet by octet after the Manual on Codes.
/// </summary>
public sealed class Edition1FieldTests
{
    private const int Ncep = 7;
    private const int Ecmwf = 98;

    private static readonly DateTimeOffset Run = new(2024, 5, 6, 18, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AFieldHasTheEquivalentNumbersAndItsOwn()
    {
        var field = FieldOf(Edition1Writer.Product().U8(10, 105).U16(11, 2));

        Assert.Equal((1, "KMA"), (field.Edition, field.Origin.CentreName));
        Assert.True(field.Parameter.Is(0, 0, 0) && field.Level.IsHeightAboveGround(2));
        Assert.Equal((Run, Run.AddHours(3), 96), (field.ReferenceTime, field.ValidTime, field.GeneratingProcess));
        Assert.Equal(new Edition1Numbers(2, 11, 105, 2, 0, 255), field.Edition1);
    }

    [Fact]
    public void AFieldOfEdition2HasNoneOfEdition1()
    {
        using var file = GribFile.Open(MessageWriter.Field(3, PackedValues.Simple([1, 2, 3], 8)));

        Assert.Equal((2, null), (file.Fields[0].Edition, file.Fields[0].Edition1));
    }

    [Theory]
    [InlineData(20, 100, 2000)]
    [InlineData(21, 1, 2001)]
    [InlineData(20, 1, 1901)]
    [InlineData(19, 100, 1900)]
    [InlineData(21, 0, 2000)]
    public void TheYearIsCountedFromTheCenturysFirst(int century, int yearOfCentury, int year) =>
        Assert.Equal(year, FieldOf(Edition1Writer.Product().U8(13, yearOfCentury).U8(25, century)).ReferenceTime!.Value.Year);

    [Fact]
    public void ADateThatIsNoneOrAnUnknownUnitOrIndicatorIsNoTime()
    {
        // Month 13; time unit 99; time range indicator 200.
        foreach (var product in new[]
        {
            Edition1Writer.Product().U8(14, 13),
            Edition1Writer.Product().U8(18, 99),
            Edition1Writer.Product().U8(21, 200),
        })
        {
            Assert.Equal((null, null), (FieldOf(product).ValidTime, FieldOf(product).LeadTime));
        }
    }

    [Fact]
    public void AnExtremeSinceTheLastOutputHasAnEndAndNoStart() =>
        Assert.Equal(new StatisticalPeriod(StatisticalProcess.Maximum, null, Run.AddHours(12)), FieldOf(Era(201).U8(19, 12)).Period);

    // Code table 4 of edition 1: the unit of P1.
    [Theory]
    [InlineData(0, 90, 90)]
    [InlineData(2, 2, 2 * 24 * 60)]
    [InlineData(10, 3, 9 * 60)]
    [InlineData(11, 2, 12 * 60)]
    [InlineData(12, 1, 12 * 60)]
    [InlineData(13, 5, 75)]
    [InlineData(14, 3, 90)]
    [InlineData(254, 120, 2)]
    public void AForecastTimeHasItsUnitFromCodeTable4(int unit, int count, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), FieldOf(Edition1Writer.Product().U8(18, unit).U8(19, count)).LeadTime);

    // Code table 5, with P1 = 3 h, P2 = 9 h and N = 4: process, start and end in hours from the run.
    [Theory]
    [InlineData(2, StatisticalProcess.Missing, 3, 9)]
    [InlineData(3, StatisticalProcess.Average, 3, 9)]
    [InlineData(4, StatisticalProcess.Accumulation, 3, 9)]
    [InlineData(5, StatisticalProcess.Difference, 3, 9)]
    [InlineData(7, StatisticalProcess.Average, -3, 9)]
    [InlineData(51, StatisticalProcess.Average, 0, 9)]
    [InlineData(113, StatisticalProcess.Average, 3, 30)]
    [InlineData(114, StatisticalProcess.Accumulation, 3, 30)]
    [InlineData(115, StatisticalProcess.Average, 3, 30)]
    [InlineData(116, StatisticalProcess.Accumulation, 3, 30)]
    [InlineData(118, StatisticalProcess.Covariance, 3, 30)]
    [InlineData(119, StatisticalProcess.StandardDeviation, 3, 30)]
    [InlineData(123, StatisticalProcess.Average, 3, 30)]
    [InlineData(124, StatisticalProcess.Accumulation, 3, 30)]
    [InlineData(125, StatisticalProcess.StandardDeviation, 3, 30)]
    public void AnIndicatorOfCodeTable5MakesAPeriod(int indicator, StatisticalProcess process, int start, int end)
    {
        var field = FieldOf(Edition1Writer.Product().U8(19, 3).U8(20, 9).U8(21, indicator).U16(22, 4));

        Assert.Equal(new StatisticalPeriod(process, Run.AddHours(start), Run.AddHours(end)), field.Period);
        Assert.Equal((Run.AddHours(end), TimeSpan.FromHours(start)), (field.ValidTime, field.ForecastTime));
    }

    [Fact]
    public void AMeanOfPastHoursEndsBeforeTheReferenceTime()
    {
        // Indicator 6: from reference time − P1 to reference time − P2.
        var field = FieldOf(Edition1Writer.Product().U8(19, 9).U8(20, 3).U8(21, 6));

        Assert.Equal(new StatisticalPeriod(StatisticalProcess.Average, Run.AddHours(-9), Run.AddHours(-3)), field.Period);
    }

    [Theory]
    [InlineData(0, 3, 9, 3)]
    [InlineData(1, 0, 0, 0)]
    [InlineData(10, 1, 44, 300)]
    [InlineData(117, 3, 9, 3)]
    public void AnInstantHasNoPeriod(int indicator, int p1, int p2, int hours)
    {
        var field = FieldOf(Edition1Writer.Product().U8(19, p1).U8(20, p2).U8(21, indicator).U16(22, 4));

        Assert.Equal((null, TimeSpan.FromHours(hours)), (field.Period, field.LeadTime));
    }

    [Fact]
    public void WhatIsMadeOfSeveralRunsSaysSo()
    {
        string? DerivationOf(int indicator) => FieldOf(Edition1Writer.Product().U8(20, 9).U8(21, indicator).U16(22, 31)).Derivation;

        Assert.Equal(["mean of 31 runs", "sum of 31 runs", "climatological mean of 31 years"], new[] { 113, 114, 51 }.Select(DerivationOf));
        Assert.Equal([null, null, null], new[] { 0, 4, 115 }.Select(DerivationOf));
        Assert.Equal("time range indicator 200", DerivationOf(200));
    }

    [Fact]
    public void EcmwfsSumsBeginWithTheForecast()
    {
        // Table 128, 228: total precipitation in m; ERA-Interim and the operational archive have time range indicator 0 or 10.
        foreach (var product in new[] { Era(228).U8(19, 12), Era(228).U8(21, 10).U16(19, 12) })
        {
            var field = FieldOf(product);

            Assert.Equal(("tp [m]", true), (field.Parameter.ToString(), field.Parameter.Is(0, 1, 193)));
            Assert.Equal(new StatisticalPeriod(StatisticalProcess.Accumulation, Run, Run.AddHours(12)), field.Period);
        }
    }

    [Fact]
    public void AnHourlySumOfEra5IsItsHours()
    {
        var field = FieldOf(Era(169).U8(19, 11).U8(20, 12).U8(21, 4));

        Assert.Equal(("ssrd [J m-2]", true), (field.Parameter.ToString(), field.Parameter.Is(0, 4, 7)));
        Assert.Equal(new StatisticalPeriod(StatisticalProcess.Accumulation, Run.AddHours(11), Run.AddHours(12)), field.Period);
    }

    [Fact]
    public void AnExtremeIsOneByItsParameter()
    {
        // NCEP: TMAX (15) from 0 h to 6 h with indicator 2. ECMWF: mx2t6 (128, 121) at an instant is of the last 6 hours.
        var ncep = FieldOf(Edition1Writer.Product(parameter: 15, centre: Ncep).U8(19, 0).U8(20, 6).U8(21, 2));
        var ecmwf = FieldOf(Era(121).U8(19, 12));

        Assert.Equal((StatisticalProcess.Maximum, 0, 6), Period(ncep));
        Assert.Equal((StatisticalProcess.Maximum, 6, 12), Period(ecmwf));
        Assert.True(ncep.Parameter.Is(0, 0, 4) && ecmwf.Parameter.Is(0, 0, 4) && ecmwf.Level.IsHeightAboveGround(2));
    }

    [Fact]
    public void ScreenLevelParametersOfEcmwfLieAtTheHeightTheirNameTells()
    {
        Assert.True(FieldOf(Era(167)) is { Parameter: { ShortName: "2t" } two, Level: { } level }
            && two.Is(0, 0, 0)
            && level.IsHeightAboveGround(2));
        Assert.True(FieldOf(Era(165)) is { Parameter: { ShortName: "10u" } ten, Level: { } high }
            && ten.Is(0, 2, 2)
            && high.IsHeightAboveGround(10));
        Assert.Equal((Level.MeanSea, "msl"), (FieldOf(Era(151)).Level.Type, FieldOf(Era(151)).Parameter.ShortName));
        Assert.Equal((Level.Surface, "sp"), (FieldOf(Era(134)).Level.Type, FieldOf(Era(134)).Parameter.ShortName));
    }

    [Fact]
    public void ALocalNumberIsItsTablesOwn()
    {
        // 204 is downward short-wave flux at NCEP; of the KMA it is not known.
        Assert.True(FieldOf(Edition1Writer.Product(parameter: 204, centre: Ncep)).Parameter.Is(0, 4, 192));
        Assert.Equal("204.2", FieldOf(Edition1Writer.Product(parameter: 204)).Parameter.ToString());
        // Daily precipitation of the JMA's reanalysis has no number in edition 2: discipline 255, then table and number.
        Assert.True(FieldOf(Edition1Writer.Product(table: 200, parameter: 61, centre: 34)).Parameter is { Unit: "mm d-1" } rain
            && rain.Is(255, 200, 61));
        // A number that ECMWF gave would mean something else in a message of NCEP with ECMWF's tables (sub-centre 98).
        Assert.True(FieldOf(Era(228).U8(5, Ncep).U8(26, Ecmwf)).Parameter is { ShortName: "tp", Unit: "m" } foreign
            && foreign.Is(255, 128, 228));
    }

    // Code table 3: octets 10 to 12, and what they are in code table 4.5.
    [Theory]
    [InlineData(1, 0, "surface")]
    [InlineData(100, 850, "pressure 85000 Pa")]
    [InlineData(101, (50 << 8) | 100, "pressure 50000-100000 Pa")]
    [InlineData(102, 0, "mean sea level")]
    [InlineData(103, 500, "height above mean sea level 500 m")]
    [InlineData(105, 10, "height above ground 10 m")]
    [InlineData(106, (10 << 8) | 0, "height above ground 1000-0 m")]
    [InlineData(107, 9950, "sigma 0.995")]
    [InlineData(108, (33 << 8) | 100, "sigma 0.33-1")]
    [InlineData(109, 60, "hybrid 60")]
    [InlineData(111, 7, "depth below land 0.07 m")]
    [InlineData(112, (7 << 8) | 28, "depth below land 0.07-0.28 m")]
    [InlineData(113, 320, "isentropic 320 K")]
    [InlineData(115, 30, "pressure above ground 3000 Pa")]
    [InlineData(116, (60 << 8) | 30, "pressure above ground 6000-3000 Pa")]
    [InlineData(117, 2000, "potential vorticity 2E-06 K m2 kg-1 s-1")]
    [InlineData(121, (200 << 8) | 100, "pressure 90000-100000 Pa")]
    [InlineData(125, 150, "height above ground 1.5 m")]
    [InlineData(128, (100 << 8) | 200, "sigma 1-0.9")]
    [InlineData(141, (50 << 8) | 100, "pressure 50000-100000 Pa")]
    [InlineData(160, 5, "depth below sea level 5 m")]
    [InlineData(200, 0, "entire atmosphere")]
    [InlineData(210, 50, "pressure 50 Pa")]
    [InlineData(99, 0, "no level")]
    public void ALevelIsToldInEdition2sTerms(int type, int octets, string level) =>
        Assert.Equal(level, FieldOf(Edition1Writer.Product().U8(10, type).U16(11, octets)).Level.ToString());

    [Fact]
    public void AMemberOfAnEnsembleIsNamed()
    {
        // ECMWF's local definition 1: octet 41; type 11 (perturbed forecast) and stream 1035 in octets 43-45; member and size in 50 and 51.
        var ecmwf = FieldOf(Edition1Writer.Product(128, 167, Ecmwf, length: 52).U8(41, 1).U8(43, 11).U16(44, 1035).U8(50, 7).U8(51, 50));
        // NCEP's extension: octet 41 is 1, octet 42 the kind (3: positively perturbed), octet 43 its number, octet 44 the product (1: the
        // field itself).
        var ncep = FieldOf(Edition1Writer.Product(2, 11, Ncep, length: 45).U8(41, 1).U8(42, 3).U8(43, 5).U8(44, 1));

        Assert.Equal((new EnsembleMember(3, 7, 50), null), (ecmwf.Member, ecmwf.Derivation));
        Assert.Equal((new EnsembleMember(3, 5, 0), null), (ncep.Member, ncep.Derivation));
    }

    [Fact]
    public void StatisticsOfEcmwfsArchiveSayWhatTheyAre()
    {
        // Type 17: ensemble mean; stream 1071: monthly means of daily means; type 2: an analysis.
        string? DerivationOf(int type, int stream) =>
            FieldOf(Edition1Writer.Product(128, 167, Ecmwf, length: 52).U8(41, 1).U8(43, type).U16(44, stream)).Derivation;

        Assert.Equal(["mean of the members", "monthly statistic (stream 1071)", null], new[]
        {
            (17, 1035),
            (2, 1071),
            (2, 1025),
        }.Select(t => DerivationOf(t.Item1, t.Item2)));
    }

    [Fact]
    public void AnAnalysisIsOfItsReferenceTime()
    {
        var initialised = FieldOf(Edition1Writer.Product().U8(19, 0).U8(21, 1));
        var archived = FieldOf(Edition1Writer.Product(128, 167, Ecmwf, length: 52).U8(19, 0).U8(41, 1).U8(43, 2).U16(44, 1025));

        Assert.All([initialised, archived], field => Assert.Equal(
            (0, 0, (TimeSpan?)TimeSpan.Zero), (field.ReferenceTimeMeaning, field.GeneratingProcessType, field.LeadTime)));
    }

    private static Edition1Section Era(int parameter) => Edition1Writer.Product(128, parameter, Ecmwf).U8(19, 0);

    private static (StatisticalProcess, double, double) Period(GribField field) =>
        (field.Period!.Process, (field.Period.Start - field.ReferenceTime)!.Value.TotalHours, field.LeadTime!.Value.TotalHours);

    private static GribField FieldOf(Edition1Section product)
    {
        using var file = GribFile.Open(Edition1Writer.Of(product));
        Assert.Empty(file.Problems);
        return Assert.Single(file.Fields);
    }
}
