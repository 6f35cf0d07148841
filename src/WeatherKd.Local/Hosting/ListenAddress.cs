using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace WeatherKd.Local.Hosting;

/// <summary>Where a host is to listen, looked at before anything is started.</summary>
internal static class ListenAddress
{
    /// <summary>Throws where an address is none, or is not free.</summary>
    /// <param name="url">One address, or several with semicolons between; port 0 takes a free one.</param>
    /// <exception cref="InvalidOperationException">What is wrong, and what to do.</exception>
    public static void Check(string url)
    {
        var addresses = url.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var text in addresses.Length > 0 ? addresses : [url])
        {
            CheckFree(text, Parse(text));
        }
    }

    private static BindingAddress Parse(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.Scheme is "http" or "https"
                && address.PathBase.Length == 0
                && address.Port is >= 0 and <= 65535
                && IsOfThisMachine(address)
                ? address
                : throw new FormatException();
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException(
                $"--url is '{text}'; it must be http:// or https://, an address of this machine (localhost, 0.0.0.0 or * for all) and a "
                + $"port of 0 to 65535, as http://127.0.0.1:5080.",
                e);
        }
    }

    /// <summary>
    /// Any other name would mean all addresses to Kestrel, a mistyped one too: <c>127.0.0.1:80x</c> would open the service to the network.
    /// </summary>
    private static bool IsOfThisMachine(BindingAddress address) =>
        address.IsUnixPipe
        || address.Host is "*" or "+"
        || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(address.Host.Trim('[', ']'), out _);

    private static void CheckFree(string text, BindingAddress address)
    {
        if (address.IsUnixPipe || address.Port == 0)
        {
            return;
        }

        // A star or a plus means all addresses.
        var ip = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.TryParse(address.Host.Trim('[', ']'), out var given) ? given : IPAddress.Any;
        using var listener = new TcpListener(ip, address.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{text} is in use by another process. Name another address with --url, as http://127.0.0.1:0 for a free port."
                    : $"This process may not listen on {text} ({e.Message}). Name another address with --url.",
                e);
        }
    }
}
