using WeatherKd.Alignment;
using WeatherKd.Series;

namespace WeatherKd.Tests.Verification;

/// <summary>
/// Sixty days at one station with a teacher that is too cold by a fixed amount, give or take some noise: what a student must add is known.
/// </summary>
internal static class BiasedTeacher
{
    public const double Bias = -2;

    public static Hour Start { get; } = Hour.Floor(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static SeriesWindows Windows(int days = 60, AlignmentOptions? options = null)
    {
        var random = new Random(3);
        string[] variables = ["temperature_2m"];
        var grid = new HourlyObservations("129", variables, Start, Start + (days * 24) - 1);
        var runs = new TeacherRuns("129", variables);

        // Weather that nothing but the teacher knows of: without it a regression on the last hours would be as good as any student.
        var weather = new Random(4);
        for (var h = 0; h < days * 24; h++)
        {
            var truth = 10
                + (5 * Math.Sin(2 * Math.PI * h / 24))
                + (3 * Math.Sin(2 * Math.PI * h / 170.0))
                + (10 * (weather.NextDouble() - 0.5));
            grid.Set((Start + h).ToTime(), 0, truth);
            foreach (var run in new[] { h - (h % 24), h - (h % 24) - 24 })
            {
                runs.Set(Start + run, h - run, 0, truth + Bias + (0.5 * (random.NextDouble() - 0.5)));
            }
        }

        return SeriesWindows.Align("biased", "kma", [grid], [runs], options ?? new AlignmentOptions());
    }
}
