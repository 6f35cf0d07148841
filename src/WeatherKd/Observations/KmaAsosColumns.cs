using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>Where the columns of a KMA file lie. They are found by header, in any order and number.</summary>
internal sealed class KmaAsosColumns
{
    private const string StationHeader = "지점";
    private const string TimeHeader = "일시";
    private const string FlagSuffix = "QC플래그";

    /// <summary>Factor to the table's unit, by the unit in the header's brackets. 1 MJ/m² in an hour is 10⁶ J / 3600 s.</summary>
    private static readonly Dictionary<string, (string Unit, double Factor)> Units = new(StringComparer.Ordinal)
    {
        ["°C"] = ("°C", 1),
        ["℃"] = ("°C", 1),
        ["mm"] = ("mm", 1),
        ["㎜"] = ("mm", 1),
        ["m/s"] = ("m/s", 1),
        ["㎧"] = ("m/s", 1),
        ["16방위"] = ("°", 1),
        ["deg"] = ("°", 1),
        ["%"] = ("%", 1),
        ["hPa"] = ("hPa", 1),
        ["MJ/m2"] = ("W/m²", 1e6 / 3600),
        ["J/cm2"] = ("W/m²", 1e4 / 3600),
        ["W/m2"] = ("W/m²", 1),
        ["10분위"] = ("%", 10),
        ["㎍/㎥"] = ("µg/m³", 1),
        ["㎍/m³"] = ("µg/m³", 1),
        ["μg/m³"] = ("µg/m³", 1),
        ["µg/m³"] = ("µg/m³", 1),
        ["㎍/m3"] = ("µg/m³", 1),
        ["μg/m3"] = ("µg/m³", 1),
        ["µg/m3"] = ("µg/m³", 1),
        ["ug/m3"] = ("µg/m³", 1),
    };

    private KmaAsosColumns(int station, int time, IReadOnlyList<KmaAsosColumn> variables)
    {
        Station = station;
        Time = time;
        Variables = variables;
    }

    /// <summary>The column of the station's number.</summary>
    public int Station { get; }

    /// <summary>The column of the time.</summary>
    public int Time { get; }

    /// <summary>The columns that are variables of the table.</summary>
    public IReadOnlyList<KmaAsosColumn> Variables { get; }

    /// <summary>Whether a header line is of such a file.</summary>
    public static bool Recognise(string headerLine)
    {
        var headers = headerLine.Split(',').Select(h => h.Trim(' ', '"')).ToList();
        return headers.Contains(StationHeader, StringComparer.Ordinal) && headers.Contains(TimeHeader, StringComparer.Ordinal);
    }

    /// <summary>
    /// Finds the columns. A column with an unknown unit is reported to <paramref name="report"/> and not read, unless it is the only one.
    /// </summary>
    /// <exception cref="InputFormatException">
    /// The station, the time or every variable is missing, a column stands twice, or no variable has a unit that is known.
    /// </exception>
    public static KmaAsosColumns Find(CsvInput csv, VariableTable variables, Action<InputFormatException> report)
    {
        var unusable = new List<InputFormatException>();
        var found = new List<KmaAsosColumn>();
        for (var index = 0; index < csv.Headers.Count; index++)
        {
            var name = csv.Headers[index].Split('(')[0].Trim();
            var variable = variables.All.FirstOrDefault(v => v.CsvHeaders.Contains(name, StringComparer.Ordinal));
            if (variable is not null && found.TrueForAll(f => f.Variable != variable || csv.Headers[f.Index] == csv.Headers[index]))
            {
                if (Factor(csv.Headers[index], variable) is not { } factor)
                {
                    unusable.Add(UnknownUnit(csv.Headers[index], variable));
                    continue;
                }

                var flag = csv.FindColumn($"{name} {FlagSuffix}") ?? csv.FindColumn(name + FlagSuffix);
                found.Add(new(csv.RequireColumn(csv.Headers[index]), flag, variable, factor));
            }
        }

        if (found.Count == 0)
        {
            throw unusable.FirstOrDefault() ?? new InputFormatException(
                $"No column is a known variable. The header line has: {string.Join(", ", csv.Headers)}.")
            {
                Line = 1,
            };
        }

        unusable.ForEach(report);
        return new(csv.RequireColumn(StationHeader), csv.RequireColumn(TimeHeader), found);
    }

    private static string? Unit(string header)
    {
        var bracket = header.IndexOf('(', StringComparison.Ordinal);
        return bracket < 0 ? null : header[(bracket + 1)..].TrimEnd(')').Trim();
    }

    private static double? Factor(string header, WeatherVariable variable) => Unit(header) switch
    {
        null => 1,
        var unit => Units.TryGetValue(unit, out var known) && known.Unit == variable.Unit ? known.Factor : null,
    };

    private static InputFormatException UnknownUnit(string header, WeatherVariable variable) =>
        new($"Column '{header}': the unit '{Unit(header)}' is not one of {variable.Name}.")
        {
            Line = 1,
            Column = header,
            Given = Unit(header),
            Allowed = string.Join(", ", Units.Where(u => u.Value.Unit == variable.Unit).Select(u => u.Key)),
        };
}

/// <summary>A column of values.</summary>
/// <param name="Index">Its place in the line.</param>
/// <param name="Flag">Place of its quality flag; null in files without.</param>
/// <param name="Variable">Its variable.</param>
/// <param name="Factor">Factor to the variable's unit.</param>
internal sealed record KmaAsosColumn(int Index, int? Flag, WeatherVariable Variable, double Factor);
