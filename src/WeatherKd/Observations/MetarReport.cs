using System.Globalization;
using System.Text.RegularExpressions;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// The groups of a METAR or SPECI report after its time (WMO No. 306, FM 15; remarks after the US Federal Meteorological Handbook No. 1,
/// chapter 12). The first wind, temperature and
/// pressure of the body count; everything from the beginning of a trend to the remarks is a forecast, and so is whatever follows the
/// altimeter setting and is no known observed group.
/// Groups that carry none of our variables are passed over. The altimeter setting (QNH) counts as pressure at mean sea level unless a
/// remark SLP gives that.
/// </summary>
internal sealed class MetarReport(RowsBuilder builder)
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;
    private const double MillimetresPerInch = 25.4;

    /// <summary>The body rounds to whole degrees; a remark in tenths that is further from it is of something else.</summary>
    private const double LargestRounding = 1;

    private static readonly Regex SeaLevelPressure = new(@"^SLP(?<value>\d{3})$", Options);
    private static readonly Regex HourlyPrecipitation = new(@"^P(?<value>\d{4})$", Options);

    /// <summary>Remarks that some stations send without RMK before them.</summary>
    private static readonly Regex RemarkWithoutMark = new(@"^(AO[12]A?|SLP(\d{3}|NO)|T[01]\d{3}[01]\d{3})$", Options);

    /// <summary>The variables, in the order of the columns.</summary>
    public static readonly string[] Variables =
    [
        VariableNames.Temperature,
        VariableNames.DewPoint,
        VariableNames.RelativeHumidity,
        VariableNames.WindDirection,
        VariableNames.WindSpeed,
        VariableNames.SeaLevelPressure,
        VariableNames.Precipitation,
        VariableNames.WindGusts
    ];

    private const int Temperature = 0,
        DewPoint = 1,
        RelativeHumidity = 2,
        WindDirection = 3,
        WindSpeed = 4,
        Pressure = 5,
        Precipitation = 6,
        WindGusts = 7;

    private readonly List<string> _unread = [];
    private bool _hasWind, _hasTemperature, _hasPressure;
    private string? _windAlike, _temperatureAlike, _pressureAlike;
    private int? _seaLevelTenths;

    /// <summary>Sets what the groups say in the builder's last row.</summary>
    /// <returns>
    /// Groups that were probably meant to be wind, temperature or pressure and could not be read, where the report has no other.
    /// </returns>
    public IReadOnlyList<string> Read(IReadOnlyList<string> groups)
    {
        Begin();
        groups = MetarTemperatures.Joined(groups);
        var (remarks, trend) = (false, false);
        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            remarks |= group.StartsWith("RMK", StringComparison.Ordinal)
                || group == "REMARKS"
                || (_hasPressure && !trend && RemarkWithoutMark.IsMatch(group));
            if (remarks)
            {
                ReadRemark(group);
                continue;
            }

            trend |= MetarTrend.Begins(group);
            if (trend)
            {
                continue;
            }

            var next = i + 1 < groups.Count ? groups[i + 1] : string.Empty;
            var read = ReadGroup(group, next, out var rest);
            i += read == 2 ? 1 : 0;
            trend |= (read == 0 && _hasPressure && !MetarTrend.IsObservedAfterPressure(group))
                || (rest.Length > 0 && MetarTrend.Begins(rest));
        }

        End();
        return _unread;
    }

    private void Begin()
    {
        _unread.Clear();
        (_hasWind, _hasTemperature, _hasPressure) = (false, false, false);
        (_windAlike, _temperatureAlike, _pressureAlike) = (null, null, null);
        _seaLevelTenths = null;
    }

    /// <returns>How many groups were read: 2 where a blank stands inside one.</returns>
    private int ReadGroup(string group, string next, out string rest)
    {
        rest = string.Empty;
        if (!_hasWind && !_hasPressure)
        {
            var isSplit = false;
            if (MetarWind.TryRead(group, out var wind) || (isSplit = MetarWind.TryReadSplit(group, next, out wind)))
            {
                _hasWind = true;
                builder.Set(WindSpeed, wind.Speed);
                builder.Set(WindDirection, wind.Direction);
                builder.Set(WindGusts, wind.Gust);
                return isSplit ? 2 : 1;
            }

            _windAlike ??= MetarWind.Resembles(group) ? group : null;
        }

        // 1/2 SM is a visibility.
        if (!_hasTemperature && next != "SM" && MetarTemperatures.TryRead(group, out var read))
        {
            _hasTemperature = !double.IsNaN(read.Temperature);
            builder.Set(Temperature, read.Temperature);
            builder.Set(DewPoint, read.DewPoint);
            return 1;
        }

        _temperatureAlike ??= MetarTemperatures.Resembles(group) && next != "SM" ? group : null;
        return _hasPressure ? 0 : ReadPressure(group, next, out rest);
    }

    private int ReadPressure(string group, string next, out string rest)
    {
        var isSplit = MetarPressure.IsMark(group);
        if (MetarPressure.TryRead(isSplit ? group + next : group, out var pressure, out rest))
        {
            _hasPressure = true;
            builder.Set(Pressure, pressure);
            return isSplit ? 2 : 1;
        }

        _pressureAlike ??= MetarPressure.Resembles(group) ? group : null;
        return 0;
    }

    private void ReadRemark(string group)
    {
        if (MetarTemperatures.TryReadRemark(group, out var tenths))
        {
            if (!Refine(Temperature, tenths.Temperature) || !Refine(DewPoint, tenths.DewPoint))
            {
                _unread.Add(group);
            }
        }
        else if (SeaLevelPressure.Match(group) is { Success: true } pressure)
        {
            _seaLevelTenths ??= int.Parse(pressure.Groups["value"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        }
        else if (HourlyPrecipitation.Match(group) is { Success: true } rain)
        {
            builder.Set(
                Precipitation,
                int.Parse(rain.Groups["value"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) / 100.0 * MillimetresPerInch);
        }
        else if (double.IsNaN(builder.Get(Pressure)) && MetarPressure.TryRead(group, out var altimeter, out _))
        {
            _hasPressure = true;
            builder.Set(Pressure, altimeter);
        }
    }

    /// <summary>Sets tenths of degrees; false where they contradict the body, which then stands.</summary>
    private bool Refine(int column, double value)
    {
        var body = builder.Get(column);
        if (double.IsNaN(value))
        {
            return true;
        }

        if (Math.Abs(body - value) > LargestRounding)
        {
            return false;
        }

        builder.Set(column, value);
        return true;
    }

    private void End()
    {
        if (_seaLevelTenths is { } tenths)
        {
            builder.Set(Pressure, MetarPressure.AtSeaLevel(tenths, builder.Get(Pressure)));
        }

        Note(WindSpeed, _hasWind, _windAlike);
        Note(Temperature, _hasTemperature, _temperatureAlike);
        Note(Pressure, _hasPressure, _pressureAlike);
        builder.SetHumidity(RelativeHumidity, Temperature, DewPoint);
    }

    private void Note(int column, bool was, string? alike)
    {
        if (!was && alike is not null && double.IsNaN(builder.Get(column)))
        {
            _unread.Add(alike);
        }
    }
}
