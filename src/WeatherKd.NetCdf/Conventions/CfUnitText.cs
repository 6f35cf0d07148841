using System.Globalization;

namespace WeatherKd.NetCdf.Conventions;

/// <summary>
/// Reads the text of a unit: factors with powers, multiplied by a space, a point or a star and divided by a slash, in brackets or not
/// (UDUNITS manual, "Grammar").
/// </summary>
internal ref struct CfUnitText
{
    private const int MostLetters = 200;
    private const int MostDepth = 8;
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;

    private CfUnitText(string text) => _text = text;

    /// <summary>A unit; null for one that is not known.</summary>
    public static CfUnit? Parse(string text)
    {
        if (text.Length > MostLetters || Normal(text) is not { Length: > 0 } normal)
        {
            return null;
        }

        if (CfUnitNames.Find(normal.Replace(' ', '_')) is { } named)
        {
            return named;
        }

        var reading = new CfUnitText(normal);
        var unit = reading.Product();
        return reading._at == normal.Length ? unit : null;
    }

    /// <summary>One spelling for what is written in several ways.</summary>
    private static string Normal(string text)
    {
        // A letter of ISO 8859-1 in a text that is said to be UTF-8 comes out as the replacement character.
        var one = text.Replace("\uFFFDC", "°C").Replace("\uFFFDg", "ug").Replace("**", "^").Replace("µ", "u").Replace("μ", "u")
            .Replace("⁻", "-").Replace("⁰", "0").Replace("¹", "1").Replace("²", "2").Replace("³", "3").Replace("⁴", "4")
            .Replace('·', '.').Replace('⋅', '.').Replace('−', '-').Replace(" of water equivalent", "")
            .Replace(" of water", "").Replace("(0 - 1)", "1").Replace("0-1", "1").Replace("(code table 4.216)", "");
        return string.Join(' ', one.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
    }

    private CfUnit? Product()
    {
        var unit = Power();
        while (unit is not null && _at < _text.Length && _text[_at] != ')')
        {
            var isDivided = false;
            while (_at < _text.Length && _text[_at] is ' ' or '.' or '*' or '/')
            {
                isDivided |= _text[_at++] == '/';
            }

            unit = Power() is { } factor ? unit.Multiply(isDivided ? factor.Power(-1) : factor) : null;
        }

        return unit;
    }

    private CfUnit? Power()
    {
        var unit = Factor();
        var isMarked = _at < _text.Length && _text[_at] == '^';
        _at += isMarked ? 1 : 0;
        var start = _at;
        _at += _at + 1 < _text.Length && _text[_at] is '-' or '+' && char.IsAsciiDigit(_text[_at + 1]) ? 1 : 0;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]) && _at - start < 4)
        {
            _at++;
        }

        return _at == start ? (isMarked ? null : unit)
            : unit?.Power(int.Parse(_text[start.._at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }

    private CfUnit? Factor()
    {
        if (_at < _text.Length && _text[_at] == '(' && _depth < MostDepth)
        {
            (_at, _depth) = (_at + 1, _depth + 1);
            var inner = Product();
            _depth--;
            return _at < _text.Length && _text[_at++] == ')' ? inner : null;
        }

        var start = _at;
        if (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.' || IsExponent()))
            {
                _at++;
            }

            return double.TryParse(_text[start.._at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0
                ? new CfUnit(number, 0, default)
                : null;
        }

        while (_at < _text.Length && (char.IsLetter(_text[_at]) || _text[_at] is '_' or '%' or '°' or '‰' or '℃'))
        {
            _at++;
        }

        return _at == start ? null : CfUnitNames.Find(_text[start.._at].ToString());
    }

    /// <summary>Whether here is the e of 1e-6, or the sign behind it.</summary>
    private readonly bool IsExponent() =>
        (_text[_at] is 'e' or 'E' && _at + 1 < _text.Length && (char.IsAsciiDigit(_text[_at + 1]) || _text[_at + 1] is '-' or '+'))
        || (_text[_at] is '-' or '+' && _text[_at - 1] is 'e' or 'E');
}
