using System.Globalization;

namespace WeatherKd.Training.Experiments;

/// <summary>A number in a cell of a table.</summary>
internal static class TableNumber
{
    /// <summary>The number in a format; an en dash where there is none.</summary>
    public static string Of(double value, string format = "f3") =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "–";

    /// <summary>Cells beside each other.</summary>
    public static string Row(IEnumerable<double> values, string format = "f3") => string.Join(" | ", values.Select(v => Of(v, format)));
}
