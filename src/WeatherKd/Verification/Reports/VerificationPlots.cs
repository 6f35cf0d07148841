using System.Globalization;
using ScottPlot;
using WeatherKd.Verification.References;

namespace WeatherKd.Verification.Reports;

/// <summary>The plots of a verification, as PNG files: RMSE by lead time, bias by hour of day, reliability of the quantiles.</summary>
public static class VerificationPlots
{
    private const int Width = 720;
    private const int Height = 420;

    /// <summary>Systems that a plot shows: more lines would hide each other.</summary>
    private static readonly string[] Shown = [
        RowCollector.Student,
        RowCollector.Champion,
        RawTeacher.SystemName,
        Persistence.SystemName,
        ModelOutputStatistics.PlusName,
        ModelOutputStatistics.PlusWithoutDayName,
    ];

    /// <summary>File name of a variable's RMSE by lead time.</summary>
    public static string ByLead(string variable) => $"rmse-by-lead-{variable}.png";

    /// <summary>File name of a variable's bias by hour of day.</summary>
    public static string ByHour(string variable) => $"bias-by-hour-{variable}.png";

    /// <summary>File name of a variable's reliability.</summary>
    public static string Reliability(string variable) => $"reliability-{variable}.png";

    /// <summary>Draws all plots of a report.</summary>
    public static IEnumerable<(string Name, byte[] Png)> Draw(VerificationReport report)
    {
        foreach (var variable in report.Variables)
        {
            yield return (ByLead(variable.Variable), Lines(
                variable,
                variable.ByLead,
                s => s.Rmse,
                "Lead time (h)",
                $"RMSE ({variable.Unit})"));
            yield return (ByHour(variable.Variable), Lines(
                variable,
                variable.ByHour,
                s => s.Bias,
                "Hour of day (UTC)",
                $"Bias ({variable.Unit})"));
            if (variable.Reliability.Count > 0)
            {
                yield return (Reliability(variable.Variable), ReliabilityPlot(variable));
            }
        }
    }

    private static byte[] Lines(VariableReport variable, IReadOnlyList<GroupScore> groups, Func<Score, double> figure, string x, string y)
    {
        using var plot = new Plot();
        var stretches = Stretches(groups);
        foreach (var system in Shown.Where(s => groups.Count > 0 && groups[0].Scores.ContainsKey(s)))
        {
            var colour = plot.Add.GetNextColor();
            foreach (var stretch in stretches)
            {
                var line = plot.Add.Scatter(
                    stretch.Select(g => g.At).ToArray(),
                    stretch.Select(g => figure(g.Group.Scores[system])).ToArray(),
                    colour);
                line.LegendText = stretch == stretches[0] ? system : string.Empty;
                line.MarkerSize = stretch.Count == 1 ? 6 : 0;
                line.LineWidth = system == RowCollector.Student ? 3 : 1.5f;
            }
        }

        return Finish(plot, variable.Variable, x, y);
    }

    /// <summary>Groups without a gap between them: no line leads over hours of which nothing is known.</summary>
    internal static IReadOnlyList<IReadOnlyList<(int At, GroupScore Group)>> Stretches(IReadOnlyList<GroupScore> groups)
    {
        var stretches = new List<List<(int At, GroupScore Group)>>();
        foreach (var (at, group) in groups.Select(g => (At: int.Parse(g.Group, CultureInfo.InvariantCulture), g)).OrderBy(g => g.At))
        {
            if (stretches.Count == 0 || stretches[^1][^1].At + 1 < at)
            {
                stretches.Add([]);
            }

            stretches[^1].Add((at, group));
        }

        return stretches;
    }

    private static byte[] ReliabilityPlot(VariableReport variable)
    {
        using var plot = new Plot();
        var ideal = plot.Add.Line(0, 0, 1, 1);
        ideal.LegendText = "reliable";
        ideal.LineColor = Colors.Gray;
        var line = plot.Add.Scatter(
            variable.Reliability.Select(r => r.Level).ToArray(),
            variable.Reliability.Select(r => r.Observed).ToArray());
        line.LegendText = RowCollector.Student;
        plot.Axes.SetLimits(0, 1, 0, 1);
        return Finish(plot, variable.Variable, "Probability forecast", "Share of observations at or below");
    }

    private static byte[] Finish(Plot plot, string title, string x, string y)
    {
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        // Beside the data: inside, it hid the lines that it names.
        plot.ShowLegend(Edge.Right);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }
}
