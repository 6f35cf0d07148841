using CsCheck;
using WeatherKd.Series;
using WeatherKd.TestSupport;

namespace WeatherKd.Tests.Alignment;

public sealed class TeacherRunsTests
{
    private static readonly Hour Origin = new(450_000);
    private static readonly string[] Variables = ["temperature_2m", "wind_speed_10m"];

    [Fact]
    public void TheNewestRunThatCoversAnHourIsReadAndAnOlderOneFillsWhatItLacks()
    {
        var runs = new TeacherRuns("129", Variables);
        Fill(runs, Origin - 24, leads: 48, value: 1);
        Fill(runs, Origin - 6, leads: 12, value: 2);
        runs.Set(Origin - 6, 9, 1, double.NaN);

        var window = AsOf(runs, Origin, delay: 0);

        Assert.Equal(2, window[2 * 2]); // lead 3 of the origin: hour 9 of the newer run
        Assert.Equal(1, window[7 * 2]); // hour 14 of the newer run does not exist
        Assert.Equal(float.NaN, AsOf(runs, Origin, delay: 30)[0]);
    }

    [Fact]
    public void ARunCountsFromItsDeliveryOn()
    {
        var runs = new TeacherRuns("129", Variables);
        Fill(runs, Origin - 24, leads: 60, value: 1);
        Fill(runs, Origin - 3, leads: 60, value: 2);

        Assert.Equal(2, AsOf(runs, Origin, delay: 3)[0]);
        Assert.Equal(1, AsOf(runs, Origin, delay: 4)[0]);
    }

    [Fact]
    public void NothingIssuedAfterTheOriginChangesAWindow() =>
        (from past in Gen.Int[-60, 0].List[0, 6]
         from future in Gen.Int[1, 30].List[1, 6]
         from leads in Gen.Int[1, 60]
         from delay in Gen.Int[0, 12]
         select (past, future, leads, delay)).SampleRepeatably(
            c =>
            {
                var known = new TeacherRuns("129", Variables);
                c.past.ForEach(p => Fill(known, Origin + p, c.leads, p));
                var before = AsOf(known, Origin, c.delay);
                c.future.ForEach(f => Fill(known, Origin - c.delay + f, c.leads, 1000 + f));

                // A run of the past whose delivery falls after the origin may be overwritten by this too; it was not read before either.
                Assert.Equal(before, AsOf(known, Origin, c.delay));
            },
            iterations: 500);

    private static void Fill(TeacherRuns runs, Hour run, int leads, double value)
    {
        for (var lead = 0; lead <= leads; lead++)
        {
            for (var v = 0; v < Variables.Length; v++)
            {
                runs.Set(run, lead, v, value);
            }
        }
    }

    private static float[] AsOf(TeacherRuns runs, Hour origin, int delay)
    {
        var window = new float[24 * Variables.Length];
        runs.FillAsOf(origin, delay, origin + 1, window);
        return window;
    }
}
