using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests;

/// <summary>
/// Where time, level, member and period stand in the product templates: octet numbers from the WMO's tables (repository wmo-im/GRIB2).
/// </summary>
public sealed class ProductTemplateTests
{
    private const int None = 0;
    private static readonly DateTimeOffset Run = new(2024, 5, 6, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(32, 18, None, None, None)]
    [InlineData(33, 18, None, 35, None)]
    [InlineData(34, 18, None, 35, 38)]
    [InlineData(40, 20, 25, None, None)]
    [InlineData(41, 20, 25, 37, None)]
    [InlineData(42, 20, 25, None, 37)]
    [InlineData(43, 20, 25, 37, 40)]
    [InlineData(45, 31, 36, 48, None)]
    [InlineData(46, 31, 36, None, 48)]
    [InlineData(47, 31, 36, 48, 51)]
    [InlineData(48, 42, 47, None, None)]
    [InlineData(49, 42, 47, 59, None)]
    [InlineData(50, 31, 36, None, None)]
    [InlineData(55, 24, 29, None, None)]
    [InlineData(63, 24, 29, 41, 44)]
    [InlineData(70, 23, 28, None, None)]
    [InlineData(71, 23, 28, 40, None)]
    [InlineData(72, 23, 28, None, 40)]
    [InlineData(73, 23, 28, 40, 43)]
    [InlineData(76, 21, 26, None, None)]
    [InlineData(79, 21, 26, 38, 41)]
    [InlineData(80, 43, 48, None, None)]
    [InlineData(83, 32, 37, 49, 52)]
    [InlineData(85, 31, 36, 48, 51)]
    [InlineData(103, 29, 34, None, None)]
    [InlineData(104, 29, 34, 46, None)]
    [InlineData(105, 18, 23, None, 35)]
    [InlineData(107, 18, 23, None, 35)]
    [InlineData(109, 29, 34, 46, None)]
    [InlineData(111, 29, 34, 46, 49)]
    public void TimeLevelMemberAndPeriodStandWhereTheTemplateHasThem(int template, int unit, int level, int member, int period)
    {
        var section = new SectionWriter(4, 110).U16(8, template).U8(10, 20).U8(11, 2).U8(unit, 1).S32(unit + 1, 3);
        if (template is 32 or 33 or 34)
        {
            section.U8(23, 1);
        }

        if (level != None)
        {
            section.U8(level, 100).U32(level + 2, 50_000).U8(level + 6, 255);
        }

        if (member != None)
        {
            section.U8(member, 3).U8(member + 1, 7).U8(member + 2, 51);
        }

        if (period != None)
        {
            section.U16(period, 2024).U8(period + 2, 5).U8(period + 3, 7).U8(period + 4, 3).U8(period + 7, 1)
                .U8(period + 12, 2).U8(period + 13, 2).U8(period + 14, 1).U32(period + 15, 6);
        }

        var field = SingleField.Of(section);

        Assert.Equal(TimeSpan.FromHours(3), field.ForecastTime);
        Assert.Equal(period == None ? Run.AddHours(3) : Run.AddHours(9), field.ValidTime);
        Assert.Equal(
            period == None ? null : new StatisticalPeriod(StatisticalProcess.Maximum, Run.AddHours(3), Run.AddHours(9)),
            field.Period);
        Assert.Equal(member == None ? null : new EnsembleMember(3, 7, 51), field.Member);
        Assert.Equal(level == None ? new Level(255, null) : new Level(Level.Pressure, 50_000), field.Level);
    }

    [Theory]
    [InlineData(45, 31, 34)]
    [InlineData(47, 31, 36)]
    public void TheForecastTimeOfAnAerosolHasTwoOctetsOrFour(int length, int unit, int level)
    {
        // Template 4.44; ecCodes tells both by the section's length of 45 octets.
        var section = new SectionWriter(4, length).U16(8, 44).U8(10, 20).U16(12, 62026).U8(unit, 1).U8(level, 1).U8(level + 6, 255);
        section = length == 45 ? section.U16(unit + 1, 5) : section.U32(unit + 1, 5);

        var field = SingleField.Of(section);

        Assert.Equal((TimeSpan.FromHours(5), Level.Surface, 62026), (field.LeadTime, field.Level.Type, field.Constituent));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(31)]
    [InlineData(35)]
    public void ASatellitesPictureHasNoForecastTime(int template)
    {
        var field = SingleField.Of(new SectionWriter(4, 60).U16(8, template).U8(12, 8).U8(13, 4));

        Assert.Equal((null, null), ((object?)field.LeadTime, (object?)field.ValidTime));
        Assert.Equal((8, 4), (field.GeneratingProcessType, field.GeneratingProcess));
    }

    [Fact]
    public void AFieldAtALocalTimeHasALevelAndNoOneTime()
    {
        var field = SingleField.Of(new SectionWriter(4, 60).U16(8, 88).U8(15, 103).U32(17, 2).U8(21, 255));

        Assert.True(field.Level.IsHeightAboveGround(2));
        Assert.Null(field.LeadTime);
    }

    [Fact]
    public void APercentileIsANumber()
    {
        Assert.Equal(90, SingleField.Of(Longer(35).U16(8, 6).U8(35, 90)).Percentile);

        // Template 4.86: quantile 9 of 10.
        var quantile = SingleField.Of(Longer(38).U16(8, 86).U16(35, 10).U16(37, 9));
        Assert.Equal((90, "percentile 90"), (quantile.Percentile, quantile.Derivation));
    }

    [Fact]
    public void AProbabilityHasItsLimitsAsNumbers()
    {
        var above = SingleField.Of(Longer(47).U16(8, 5).U8(37, 1).U8(38, 255).U32(39, uint.MaxValue).S8(43, 1).S32(44, 2731));

        Assert.Equal(new ProbabilityEvent(1, null, 273.1), above.Probability);
        Assert.Equal((273.1, "probability above 273.1"), (above.Probability!.Threshold, above.Derivation));
    }

    [Fact]
    public void MinimumAndMaximumOfTheMembersAreToldApart()
    {
        Assert.Equal([8, 9], new[] { 8, 9 }.Select(kind => SingleField.Of(Longer(36).U16(8, 2).U8(35, kind)).DerivedForecast));
    }

    private static SectionWriter Longer(int length) => MessageWriter.Forecast().Append(new byte[length - 34]);
}
