using System.Buffers;
using System.Globalization;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// An element of GHCNh: its value and the codes beside it, by NOAA's documentation of version 1 (tables of measurement, quality, report
/// type and source codes).
/// </summary>
internal sealed class GhcnHourlyElement
{
    /// <summary>GHCNh's names and ours.</summary>
    private static readonly (string Element, string Variable)[] Names =
    [
        ("temperature", VariableNames.Temperature),
        ("dew_point_temperature", VariableNames.DewPoint),
        ("relative_humidity", VariableNames.RelativeHumidity),
        ("wind_speed", VariableNames.WindSpeed),
        ("wind_direction", VariableNames.WindDirection),
        ("station_level_pressure", VariableNames.SurfacePressure),
        ("sea_level_pressure", VariableNames.SeaLevelPressure),
        ("precipitation", VariableNames.Precipitation),
        ("wind_gust", VariableNames.WindGusts),
    ];

    private const int Temperature = 0, DewPoint = 1, RelativeHumidity = 2, WindSpeed = 3, WindDirection = 4, Precipitation = 7;

    /// <summary>Digits, editors' letters and what stands between codes.</summary>
    private static readonly SearchValues<char> NotFailed = SearchValues.Create("0123456789APIMR ,;-");

    private readonly int _place;
    private readonly int _value;
    private readonly int? _measurement;
    private readonly int? _quality;
    private readonly int? _reportType;
    private readonly int? _source;

    private GhcnHourlyElement(CsvInput csv, int place, int value)
    {
        var name = Names[place].Element;
        _place = place;
        _value = value;
        _measurement = csv.FindColumn(name + "_Measurement_Code");
        _quality = csv.FindColumn(name + "_Quality_Code");
        _reportType = csv.FindColumn(name + "_Report_Type");
        _source = csv.FindColumn(name + "_Source_Code");
    }

    /// <summary>The variables, in the order of the columns.</summary>
    public static IReadOnlyList<string> Variables { get; } = [.. Names.Select(n => n.Variable)];

    /// <summary>Whether a column has the name of an element that is read.</summary>
    public static bool IsElement(string header) => Array.Exists(Names, n => n.Element == header);

    /// <summary>
    /// The elements that a file has. Precipitation without the type of its report is reported and not read: it may be that of a part of the
    /// hour, or of a day.
    /// </summary>
    /// <exception cref="InputFormatException">It has none that is read, or one stands twice.</exception>
    public static IReadOnlyList<GhcnHourlyElement> Find(CsvInput csv, Action<InputFormatException> report)
    {
        var found = Enumerable.Range(0, Names.Length)
            .Select(i => csv.FindColumn(Names[i].Element) is { } value ? new GhcnHourlyElement(csv, i, value) : null)
            .OfType<GhcnHourlyElement>()
            .ToList();
        if (found.RemoveAll(e => e is { _place: Precipitation, _reportType: null }) > 0)
        {
            var error = new InputFormatException(
                "Column 'precipitation' is not read without 'precipitation_Report_Type': it may be the amount of another time than the "
                + "hour.")
            {
                Line = 1,
                Column = "precipitation",
            };
            report(found.Count > 0 ? error : throw error);
        }

        return found.Count > 0
            ? found
            : throw new InputFormatException($"No column is a known element. Known: {string.Join(", ", Names.Select(n => n.Element))}.")
            {
                Line = 1,
            };
    }

    /// <summary>Sets the element's value in the builder's last row.</summary>
    public void Read(CsvInput csv, RowsBuilder builder)
    {
        var value = csv.NumberOrTold(_value);
        if (double.IsNaN(value) || !IsOfTheHour(csv))
        {
            return;
        }

        builder.Set(_place, value);
        if (IsRejected(Code(csv, _quality), Code(csv, _source)))
        {
            builder.RejectedByProvider(_place);
        }
    }

    /// <summary>Removes the direction of calm and variable wind, and computes humidity where it is not given.</summary>
    public static void SetDerived(RowsBuilder builder)
    {
        if (builder.Get(WindSpeed) == 0)
        {
            builder.Set(WindDirection, double.NaN);
        }

        if (double.IsNaN(builder.Get(RelativeHumidity)))
        {
            builder.SetHumidity(RelativeHumidity, Temperature, DewPoint);
        }
    }

    private static ReadOnlySpan<char> Code(CsvInput csv, int? column) => column is { } place ? csv.Field(place) : [];

    private bool IsOfTheHour(CsvInput csv)
    {
        var type = Code(csv, _reportType);
        var measurement = Code(csv, _measurement);
        return !type.StartsWith("SOD") && !type.StartsWith("SOM") && !type.StartsWith("COOPD") && _place switch
        {
            // C: calm, V: variable.
            WindDirection => measurement is not ("C" or "V"),

            // Inaccurate, accumulated over more than the hour, deleted, missing or incomplete.
            Precipitation => !type.StartsWith("FM16") && !type.StartsWith("FM-16")
                && measurement is not ("1" or "4" or "5" or "6" or "7" or "8" or "I" or "J" or "g")
                && !measurement.Contains("accum", StringComparison.OrdinalIgnoreCase),
            _ => true,
        };
    }

    /// <summary>
    /// Sources 313 to 348 carry the codes of NCEI's older data sets: 2 and 6 suspect, 3 and 7 erroneous; letters are an editor's decision
    /// to keep a value. Elsewhere a letter is the check of GHCNh that the value failed.
    /// </summary>
    private static bool IsRejected(ReadOnlySpan<char> quality, ReadOnlySpan<char> source)
    {
        var isOlder = int.TryParse(source, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 313 and <= 348;
        return quality.ContainsAny("2367") || (!isOlder && quality.ContainsAnyExcept(NotFailed));
    }
}
