using WeatherKd.Grib.Tests.Writing;

namespace WeatherKd.Grib.Tests;

/// <summary>Times as centres really write them: what an octet of time says wrongly costs the time, and never the field.</summary>
public sealed class TimeTests
{
    private const uint MinusOne = uint.MaxValue;

    private static readonly DateTimeOffset Run = new(2024, 5, 6, 18, 0, 0, TimeSpan.Zero);

    [Theory]
    // Sign and magnitude as the format has it, and two's complement as NCEP's air quality model writes it (NCEPLIBS-g2c issue 381).
    [InlineData(0x8000_0006, -6)]
    [InlineData(0xFFFF_FFFA, -6)]
    [InlineData(MinusOne, -1)]
    [InlineData(0x8000_0000, 0)]
    public void ANegativeForecastTimeIsReadInBothNotations(uint raw, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), FieldOf(MessageWriter.Forecast().U32(19, raw)).LeadTime);

    [Fact]
    public void APeriodThatStartsBeforeItsRunEndsWhereItSays()
    {
        // From -1 h to +1 h: wgrib2 prints "-1-1 hour acc".
        var field = FieldOf(Accumulation(forecast: MinusOne, length: 2, endHour: 19));

        Assert.Equal((Run.AddHours(-1), Run.AddHours(1)), (field.Period!.Start, field.Period.End));
        Assert.Equal(TimeSpan.FromHours(1), field.LeadTime);
    }

    [Theory]
    [InlineData(MinusOne)]
    [InlineData(0x8000_0001)]
    public void ANegativeLengthCountsBackFromTheEnd(uint length)
    {
        // Canada's precipitation analysis: forecast time 1 h, length -1 h, end at the reference time.
        var field = FieldOf(Accumulation(forecast: 1, length, endHour: 18));

        Assert.Equal((Run.AddHours(-1), Run), (field.Period!.Start, field.Period.End));
        Assert.Equal(TimeSpan.Zero, field.LeadTime);
    }

    [Fact]
    public void TheEndGivenAsADateIsTheEnd()
    {
        // As NDFD writes its daytime maxima: the forecast time is that of the end, 2 h, and the length 12 h.
        var field = FieldOf(Accumulation(forecast: 2, length: 12, endHour: 20));

        Assert.Equal((Run.AddHours(-10), Run.AddHours(2)), (field.Period!.Start, field.Period.End));
    }

    [Fact]
    public void AnEndThatIsNoDateIsTheLengthAfterTheForecastTime()
    {
        var field = FieldOf(Accumulation(forecast: 3, length: 6, endHour: 0).U8(37, 0).U8(38, 0));

        Assert.Equal((Run.AddHours(3), Run.AddHours(9)), (field.Period!.Start, field.Period.End));
    }

    [Fact]
    public void ALengthThatIsMissingLeavesBothEndsAsTheyAreGiven()
    {
        var field = FieldOf(Accumulation(forecast: 1, length: MinusOne, endHour: 22));

        Assert.Equal((Run.AddHours(1), Run.AddHours(4)), (field.Period!.Start, field.Period.End));
    }

    [Fact]
    public void AnEndAtMidnightMayBeWrittenAs24Hours()
    {
        var field = FieldOf(Accumulation(forecast: 5, length: 1, endHour: 24));

        Assert.Equal(new DateTimeOffset(2024, 5, 7, 0, 0, 0, TimeSpan.Zero), field.ValidTime);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(14)]
    [InlineData(200)]
    public void AnUnknownTimeUnitLeavesNoTimeButTheField(int unit)
    {
        var instant = FieldOf(MessageWriter.Forecast().U8(18, unit));
        Assert.Null(instant.ValidTime);
        Assert.Null(instant.LeadTime);
        Assert.Equal([1, 2, 3], instant.Decode());

        // The end is known all the same.
        var sum = FieldOf(Accumulation(forecast: 1, length: 6, endHour: 20).U8(18, unit).U8(49, unit));
        Assert.Equal((null, Run.AddHours(2)), (sum.Period!.Start, sum.ValidTime));
        Assert.Equal(StatisticalProcess.Accumulation, sum.Period.Process);
    }

    [Fact]
    public void AForecastTimeBeyondTheCalendarLeavesNoTimeButTheField()
    {
        var field = FieldOf(MessageWriter.Forecast().U8(18, 7).U32(19, 1_000_000));

        Assert.Null(field.LeadTime);
        Assert.True(field.Level.IsHeightAboveGround(2));
    }

    [Fact]
    public void AReferenceTimeThatIsNoDateLeavesNoTimeButTheField()
    {
        var field = FieldOf(MessageWriter.Forecast(), MessageWriter.Identification().U8(15, 13));

        Assert.Equal((null, null, null), ((object?)field.ReferenceTime, (object?)field.ValidTime, (object?)field.LeadTime));
        Assert.Equal([1, 2, 3], field.Decode());
    }

    [Fact]
    public void APeriodWithoutTimeRangesHasItsEnd()
    {
        var field = FieldOf(Accumulation(forecast: 1, length: 6, endHour: 20).U8(42, 0));

        Assert.Equal(new StatisticalPeriod(StatisticalProcess.Missing, Run.AddHours(1), Run.AddHours(2)), field.Period);
    }

    private static SectionWriter Accumulation(uint forecast, uint length, int endHour) => MessageWriter.Accumulation()
        .U32(19, forecast).U8(38, 6).U8(39, endHour).U32(50, length);

    private static GribField FieldOf(SectionWriter product, SectionWriter? identification = null) =>
        SingleField.Of(product, identification);
}
