using System.Text;

namespace WeatherKd.Feeds.Content;

/// <summary>Content of any form, which must not be a web page or an error in XML instead, nor empty.</summary>
internal sealed class PageCheck(bool mustBeText) : ContentCheck
{
    private const int Looked = 512;
    private readonly byte[] _head = new byte[Looked];
    private int _length;

    /// <inheritdoc/>
    public override string? Take(ReadOnlySpan<byte> piece)
    {
        if (mustBeText && piece.Contains((byte)0))
        {
            return "It holds zero bytes and is no text.";
        }

        if (_length < Looked)
        {
            var more = piece[..Math.Min(piece.Length, Looked - _length)];
            more.CopyTo(_head.AsSpan(_length));
            _length += more.Length;
        }

        return null;
    }

    /// <inheritdoc/>
    public override string? End()
    {
        if (_length == 0)
        {
            return "It is empty.";
        }

        var start = Encoding.Latin1.GetString(_head, 0, _length).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return new[]
        {
            "<!doctype",
            "<html",
            "<?xml",
            "<error",
            "<OpenAPI_ServiceResponse",
        }.Any(tag => start.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            ? "It is a web page or an error message in XML."
            : null;
    }
}
