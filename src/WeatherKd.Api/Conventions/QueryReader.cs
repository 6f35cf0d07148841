using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace WeatherKd.Api.Conventions;

/// <summary>
/// Reads the parameters of a query string strictly. A name given twice, a value out of range and, once all known names have been asked for,
/// an unknown name are
/// refused with what is allowed.
/// </summary>
internal sealed class QueryReader(IQueryCollection query)
{
    /// <summary>The key of the Functions platform, which it reads itself.</summary>
    private const string PlatformKey = "code";

    /// <summary>What other weather services call our parameters.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lat"] = "latitude",
        ["lon"] = "longitude",
        ["lng"] = "longitude",
        ["parameters"] = "variables",
        ["forecast_hours"] = "hours",
        ["stations"] = "station",
        ["station_id"] = "station",
        ["tz"] = "timezone",
    };

    private readonly List<string> _known = [];

    /// <summary>A parameter's text; null where it is not given.</summary>
    public string? Text(string name, string allowed)
    {
        _known.Add(name);
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count != 1)
        {
            throw new BadParameterException(
                name,
                string.Join(" and ", values.Take(3)),
                "given once; several values are separated by commas");
        }

        return values[0] is { Length: > 0 } text ? text : throw new BadParameterException(name, string.Empty, allowed);
    }

    /// <summary>A list separated by commas; null where it is not given.</summary>
    public IReadOnlyList<string>? List(string name, int most, string allowed)
    {
        if (Text(name, allowed) is not { } text)
        {
            return null;
        }

        // Counted before it is cut up, so that a list of millions costs nothing.
        var count = text.AsSpan().Count(',') + 1;
        return count <= most
            ? text.Split(',', StringSplitOptions.TrimEntries)
            : throw new BadParameterException(name, $"{count} values", $"at most {most} values");
    }

    /// <summary>A number within a range; null where it is not given.</summary>
    public double? Number(string name, double least, double most)
    {
        var allowed = NumberAllowed(least, most);
        return Text(name, allowed) is { } text ? ParseNumber(name, text, least, most, allowed) : null;
    }

    /// <summary>Numbers within a range, separated by commas; null where they are not given.</summary>
    public IReadOnlyList<double>? Numbers(string name, double least, double most, int count)
    {
        var allowed = NumberAllowed(least, most) + ", several separated by commas";
        return List(name, count, allowed)?.Select(text => ParseNumber(name, text, least, most, allowed)).ToList();
    }

    /// <summary>A list under either of two names; null where neither is given.</summary>
    /// <exception cref="BadParameterException">Both are given, or there are too many values.</exception>
    public (string Name, IReadOnlyList<string> Values)? List(string name, string otherName, int most, string allowed) =>
        (List(name, most, allowed), List(otherName, most, allowed)) switch
        {
            (null, null) => null,
            ({ } values, null) => (name, values),
            (null, { } values) => (otherName, values),
            _ => throw BadParameterException.Both(otherName, name),
        };

    /// <summary>A date as 2021-01-30; null where it is not given.</summary>
    public DateOnly? Date(string name)
    {
        const string Allowed = "a date as 2021-01-30";
        return Text(name, Allowed) is not { } text ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                && date.Year is > 1 and < 9999 ? date
            : throw new BadParameterException(name, text, Allowed);
    }

    /// <summary>A whole number within a range; null where it is not given.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="least">Smallest.</param>
    /// <param name="most">Largest.</param>
    /// <param name="told">The range in words, where the largest is not a fixed number; null for the numbers.</param>
    public int? Integer(string name, int least, int most, string? told = null)
    {
        var allowed = told ?? $"a whole number from {least} to {most}";
        if (Text(name, allowed) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
            ? value
            : throw new BadParameterException(name, text, allowed);
    }

    /// <summary>One of some words; null where it is not given.</summary>
    public string? Choice(string name, params string[] words)
    {
        var allowed = string.Join(", ", words);
        return Text(name, allowed) is not { } text || words.Contains(text, StringComparer.Ordinal)
            ? query.TryGetValue(name, out var values) ? values[0] : null
            : throw new BadParameterException(name, text, allowed);
    }

    /// <summary>Refuses parameters that were not asked for. Call it last.</summary>
    public void RefuseOthers()
    {
        foreach (var name in query.Keys)
        {
            if (!_known.Contains(name, StringComparer.OrdinalIgnoreCase)
                && !string.Equals(name, PlatformKey, StringComparison.OrdinalIgnoreCase))
            {
                var meant = Meant(name) is { } other ? $"; perhaps {other} is meant" : string.Empty;
                throw new BadParameterException(
                    name,
                    query[name].ToString(),
                    _known.Count == 0 ? "no parameters here" : $"only the parameters {string.Join(", ", _known)}{meant}");
            }
        }
    }

    private static string NumberAllowed(double least, double most) =>
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");

    private static double ParseNumber(string name, string text, double least, double most, string allowed) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value >= least
            && value <= most
            ? value
            : throw new BadParameterException(name, text, allowed);

    /// <summary>The parameter of ours that somebody who wrote another name is likely to mean.</summary>
    private string? Meant(string name) =>
        Elsewhere.GetValueOrDefault(name) is { } ours && _known.Contains(ours, StringComparer.Ordinal)
            ? ours
            : _known.Where(k => name.Length < 64 && NearMatches.Distance(k, name) <= 2).MinBy(k => NearMatches.Distance(k, name));
}
