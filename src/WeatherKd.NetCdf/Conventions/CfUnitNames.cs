namespace WeatherKd.NetCdf.Conventions;

/// <summary>Names and symbols of the units of weather, and the prefixes before them.</summary>
internal static class CfUnitNames
{
    private static readonly CfDimension Pressure = new(Metre: -1, Kilogram: 1, Second: -2);
    private static readonly CfDimension Energy = new(Metre: 2, Kilogram: 1, Second: -2);
    private static readonly CfDimension Speed = new(Metre: 1, Second: -1);

    /// <summary>Symbols, as they are written.</summary>
    private static readonly Dictionary<string, CfUnit> Symbols = new(StringComparer.Ordinal)
    {
        ["m"] = new(1, 0, new(Metre: 1)),
        ["g"] = new(1e-3, 0, new(Kilogram: 1)),
        ["t"] = new(1e3, 0, new(Kilogram: 1)),
        ["s"] = new(1, 0, new(Second: 1)),
        ["h"] = new(3600, 0, new(Second: 1)),
        ["d"] = new(86_400, 0, new(Second: 1)),
        ["K"] = new(1, 0, new(Kelvin: 1)),
        ["°K"] = new(1, 0, new(Kelvin: 1)),
        ["°C"] = new(1, 273.15, new(Kelvin: 1)),
        ["℃"] = new(1, 273.15, new(Kelvin: 1)),
        ["C"] = new(1, 273.15, new(Kelvin: 1)),
        ["°F"] = new(5.0 / 9, 459.67 * 5 / 9, new(Kelvin: 1)),
        ["F"] = new(5.0 / 9, 459.67 * 5 / 9, new(Kelvin: 1)),
        ["°"] = new(Math.PI / 180, 0, new(Radian: 1)),
        ["Pa"] = new(1, 0, Pressure),
        ["bar"] = new(1e5, 0, Pressure),
        ["b"] = new(1e5, 0, Pressure),
        ["N"] = new(1, 0, new(Metre: 1, Kilogram: 1, Second: -2)),
        ["J"] = new(1, 0, Energy),
        ["Wh"] = new(3600, 0, Energy),
        ["W"] = new(1, 0, new(Metre: 2, Kilogram: 1, Second: -3)),
        ["L"] = new(1e-3, 0, new(Metre: 3)),
        ["l"] = new(1e-3, 0, new(Metre: 3)),
        ["%"] = new(0.01, 0, default),
        ["‰"] = new(0.001, 0, default),
    };

    /// <summary>Names, in lower case and in the singular.</summary>
    private static readonly Dictionary<string, CfUnit> Names = new(StringComparer.Ordinal)
    {
        ["metre"] = Symbols["m"], ["meter"] = Symbols["m"], ["gpm"] = Symbols["m"],
        ["inch"] = new(0.0254, 0, new(Metre: 1)), ["inche"] = new(0.0254, 0, new(Metre: 1)), ["in"] = new(0.0254, 0, new(Metre: 1)),
        ["foot"] = new(0.3048, 0, new(Metre: 1)), ["feet"] = new(0.3048, 0, new(Metre: 1)), ["ft"] = new(0.3048, 0, new(Metre: 1)),
        ["mile"] = new(1609.344, 0, new(Metre: 1)), ["nautical_mile"] = new(1852, 0, new(Metre: 1)),
        ["gram"] = Symbols["g"], ["gramme"] = Symbols["g"], ["tonne"] = Symbols["t"],
        ["second"] = Symbols["s"], ["sec"] = Symbols["s"],
        ["minute"] = new(60, 0, new(Second: 1)), ["min"] = new(60, 0, new(Second: 1)),
        ["hour"] = Symbols["h"], ["hr"] = Symbols["h"],
        ["day"] = Symbols["d"], ["week"] = new(604_800, 0, new(Second: 1)),
        ["kelvin"] = Symbols["K"], ["degk"] = Symbols["K"], ["deg_k"] = Symbols["K"], ["degree_k"] = Symbols["K"],
        ["degrees_k"] = Symbols["K"],
        ["degree_kelvin"] = Symbols["K"], ["degrees_kelvin"] = Symbols["K"],
        ["celsius"] = Symbols["°C"], ["celciu"] = Symbols["°C"], ["celcius"] = Symbols["°C"], ["celsiu"] = Symbols["°C"],
        ["centigrade"] = Symbols["°C"],
        ["degc"] = Symbols["°C"], ["deg_c"] = Symbols["°C"], ["degree_c"] = Symbols["°C"], ["degrees_c"] = Symbols["°C"],
        ["degreec"] = Symbols["°C"], ["degreesc"] = Symbols["°C"],
        ["degree_celsius"] = Symbols["°C"], ["degrees_celsius"] = Symbols["°C"], ["deg_celsius"] = Symbols["°C"],
        ["degree_centigrade"] = Symbols["°C"],
        ["degrees_centigrade"] = Symbols["°C"],
        ["fahrenheit"] = Symbols["°F"], ["degf"] = Symbols["°F"], ["deg_f"] = Symbols["°F"], ["degree_f"] = Symbols["°F"],
        ["degrees_f"] = Symbols["°F"],
        ["degree_fahrenheit"] = Symbols["°F"], ["degrees_fahrenheit"] = Symbols["°F"],
        ["degree"] = Symbols["°"], ["deg"] = Symbols["°"], ["arc_degree"] = Symbols["°"], ["angular_degree"] = Symbols["°"],
        ["degree_true"] = Symbols["°"], ["degrees_true"] = Symbols["°"], ["degt"] = Symbols["°"], ["deg_true"] = Symbols["°"],
        ["radian"] = new(1, 0, new(Radian: 1)), ["rad"] = new(1, 0, new(Radian: 1)),
        ["pascal"] = Symbols["Pa"], ["pa"] = Symbols["Pa"], ["hpa"] = new(100, 0, Pressure), ["bar"] = Symbols["bar"],
        ["mb"] = new(100, 0, Pressure),
        ["atmosphere"] = new(101_325, 0, Pressure), ["atm"] = new(101_325, 0, Pressure),
        ["mmhg"] = new(133.322387415, 0, Pressure), ["inhg"] = new(3386.38864034, 0, Pressure),
        ["newton"] = Symbols["N"], ["joule"] = Symbols["J"], ["watt"] = Symbols["W"],
        ["langley"] = new(41_840, 0, Energy.Add(new(Metre: -2))), ["cal"] = new(4.184, 0, Energy), ["calorie"] = new(4.184, 0, Energy),
        ["knot"] = new(1852.0 / 3600, 0, Speed), ["kt"] = new(1852.0 / 3600, 0, Speed), ["kn"] = new(1852.0 / 3600, 0, Speed),
        ["mph"] = new(1609.344 / 3600, 0, Speed), ["kmh"] = new(1 / 3.6, 0, Speed), ["kph"] = new(1 / 3.6, 0, Speed),
        ["percent"] = Symbols["%"], ["pct"] = Symbols["%"],
        ["fraction"] = new(1, 0, default), ["proportion"] = new(1, 0, default), ["dimensionless"] = new(1, 0, default),
        ["unitless"] = new(1, 0, default),
        ["okta"] = new(0.125, 0, default), ["tenth"] = new(0.1, 0, default),
    };

    private static readonly (string Symbol, string Name, double Factor)[] Prefixes =
    [
        ("da", "deca", 10), ("h", "hecto", 1e2), ("k", "kilo", 1e3), ("M", "mega", 1e6), ("G", "giga", 1e9), ("T", "tera", 1e12),
        ("d", "deci", 0.1), ("c", "centi", 1e-2), ("m", "milli", 1e-3), ("u", "micro", 1e-6), ("n", "nano", 1e-9), ("p", "pico", 1e-12),
    ];

    /// <summary>A unit by one word: a symbol or name, with a prefix or without; null for one that is not known.</summary>
    public static CfUnit? Find(string word) => Plain(word) ?? Array.ConvertAll(Prefixes, p =>
            (word.StartsWith(p.Symbol, StringComparison.Ordinal) && Symbols.TryGetValue(word[p.Symbol.Length..], out var unit))
            || (word.StartsWith(p.Name, StringComparison.OrdinalIgnoreCase) && (unit = Plain(word[p.Name.Length..])) is not null)
                ? unit with { Scale = unit.Scale * p.Factor }
                : null)
        .FirstOrDefault(unit => unit is { Offset: 0 });

    private static CfUnit? Plain(string word)
    {
        var lower = word.ToLowerInvariant();
        return Symbols.GetValueOrDefault(word)
            ?? Names.GetValueOrDefault(lower)
            ?? (lower.Length > 3 && lower[^1] == 's' ? Names.GetValueOrDefault(lower[..^1]) : lower == "kts" ? Names["kt"] : null);
    }
}
