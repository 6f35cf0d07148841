using WeatherKd.NetCdf.Conventions;
using WeatherKd.NetCdf.Variables;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>
/// Finds the table's variables in a file: by name, standard name, or the names that ecCodes has for them. A variable that is found and
/// cannot be used is reported and left out; the others are read.
/// </summary>
internal sealed class CfVariables(
    IReadOnlyDictionary<string, NetCdfVariable> file,
    VariableTable table,
    CfCoordinates coordinates,
    CfPeriods periods,
    CfPlaces places,
    Action<InputFormatException> report)
{
    private readonly CfTotals _totals = new(periods, places);
    private readonly List<string> _leftOut = [];

    /// <summary>The variables that can be used, one for each of the table's.</summary>
    /// <exception cref="InputFormatException">There is none; the message says why each that seemed to be one is not.</exception>
    /// <exception cref="NetCdfFormatException">The times of the file cannot be read.</exception>
    public IReadOnlyList<CfSource> Find()
    {
        var found = new List<CfSource>();
        InputFormatException? first = null;
        foreach (var source in file.Values)
        {
            if (table.All.FirstOrDefault(v => v.IsStored && IsOf(source, v)) is not { } variable || IsCoordinate(source))
            {
                continue;
            }

            try
            {
                if (WhyNot(source, variable, found) is { } reason)
                {
                    _leftOut.Add($"'{source.Name}' ({reason})");
                    continue;
                }

                var units = CfUnits.To(variable.Unit, source);
                var moments = coordinates.Moments(source).ToList();
                var candidate = new CfSource(variable, source, units);
                if ((periods.WhyNot(source, variable, moments, units.IsAmount) ?? _totals.WhyNot(candidate, moments)) is { } time)
                {
                    _leftOut.Add($"'{source.Name}' ({time})");
                    continue;
                }

                found.Add(candidate);
            }
            catch (InputFormatException e)
            {
                first ??= e;
                report(e);
            }
        }

        var leftOut = string.Join(", ", _leftOut);
        if (found.Count == 0)
        {
            throw first ?? new InputFormatException(leftOut.Length > 0
                ? $"No variable can be used: {leftOut}."
                : $"No variable is one of the table's by name or standard name. The file holds: {string.Join(", ", file.Keys)}.");
        }

        if (leftOut.Length > 0)
        {
            report(new InputFormatException($"Left out: {leftOut}.") { FileIsSound = true });
        }

        return found;
    }

    private bool IsCoordinate(NetCdfVariable source) =>
        source == coordinates.Latitude || source == coordinates.Longitude || source == coordinates.StationIds;

    private static bool IsOf(NetCdfVariable source, WeatherVariable variable)
    {
        // A standard name that says something else outweighs a short name that several quantities have.
        var hasNoStandardName = source.StandardName is null or "" or "unknown";
        return source.Name == variable.Name
            || variable.CsvHeaders.Contains(source.Name, StringComparer.Ordinal)
            || (!hasNoStandardName && source.StandardName == variable.StandardName)
            || (!hasNoStandardName && variable.StandardNamesAlso.Contains(source.StandardName!, StringComparer.Ordinal))
            || (source.Text("GRIB_shortName") is { } shortName && variable.GribShortNames.Contains(shortName, StringComparer.Ordinal))
            || (hasNoStandardName && variable.GribShortNames.Contains(source.Name, StringComparer.Ordinal));
    }

    /// <summary>Why a variable that is ours by its name cannot be used; null where it can.</summary>
    private string? WhyNot(NetCdfVariable source, WeatherVariable variable, List<CfSource> found) =>
        !places.Fits(source) ? $"it lies along {string.Join(", ", source.Dimensions)} and not along {string.Join(", ", places.Dimensions)}"
        : found.Find(f => f.Variable == variable) is { } twin ? $"'{twin.Source.Name}' is {variable.Name} too"
        : ExtraDimension(source) is { } dimension ? $"it has several values along {dimension}"
        : HeightFits(source, variable.Grib2?.Height) ? null
        : $"its height is not {variable.Grib2!.Height} m";

    /// <summary>Whether a coordinate of height, where the variable has one, is that of screen or anemometer level.</summary>
    private bool HeightFits(NetCdfVariable source, double? wanted)
    {
        var names = (source.Text("coordinates") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Concat(source.Dimensions);
        var height = names.Select(file.GetValueOrDefault).FirstOrDefault(v => v?.StandardName == "height");
        if (height is null || wanted is null)
        {
            return true;
        }

        // cfgrib's heights are in m, whether they say so or not.
        var unit = height.Units is null ? new CfUnits(1) : CfUnits.To("m", height);
        return height.Shape.Aggregate(1L, (a, b) => a * b) == 1
            && Math.Abs(unit.Apply(height.ReadAll())[0] - wanted.Value) <= FieldRole.HeightTolerance;
    }

    /// <summary>A dimension beside places and times that is longer than 1: a field on many levels is none of ours.</summary>
    private string? ExtraDimension(NetCdfVariable source)
    {
        var moment = coordinates.Moments(source).FirstOrDefault();
        return source.Dimensions
            .Where((d, i) => source.Shape[i] != 1
                && !places.Dimensions.Contains(d, StringComparer.Ordinal)
                && moment?.Indices.ContainsKey(d) != true)
            .FirstOrDefault();
    }
}

/// <summary>A variable of the table and where a file has it.</summary>
/// <param name="Variable">The table's variable.</param>
/// <param name="Source">The file's.</param>
/// <param name="Units">From the file's unit to the table's.</param>
internal sealed record CfSource(WeatherVariable Variable, NetCdfVariable Source, CfUnits Units);
