using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// <c>GET /api/v1/forecast</c> of 300 stations under load from a second process, beside a minimal endpoint that returns the same bytes from
/// memory. Service and minimal endpoint are measured in turns. Beside requests a second, which the client's work and the machine's other
/// work bound too, stands the processor time that the service spends on a request.
/// </summary>
internal static class Serving
{
    private const int Stations = 300;
    private const int Rounds = 5;
    private const int Seconds = 3;
    private const int SteadyRequests = 1_000_000;
    private const string Forecast = "/api/v1/forecast?station=S{0}";

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        await using var scene = await ServingScene.StartAsync();
        await scene.PromoteAsync(Stations);
        await scene.ObserveAsync(Stations);
        await scene.ModelAsync(Stations, runs: 4);

        Console.WriteLine("| what | figure |");
        Console.WriteLine("| --- | --- |");
        Row("first answer of a new process, storage filled (target ≤ 1.5 s)", $"{(await FirstAnswer.TimesAsync(scene))[0]:F2} s");

        await scene.Application.StartAsync();
        var address = AddressOf(scene.Application);
        using var http = new HttpClient { BaseAddress = address };
        var body = await http.GetByteArrayAsync(Forecast.Replace("{0}", "00000", StringComparison.Ordinal));
        Row("size of an answer", $"{body.Length} bytes");
        await using var minimal = await MinimalAsync(body);

        // The service runs for weeks: its code is compiled in full before it is measured.
        await FloodAsync(address, Forecast, conditional: false);
        var (bareLatency, latency) = (await AtRateAsync(
            AddressOf(minimal),
            "/same-bytes?station=S{0}"), await AtRateAsync(address, Forecast));
        Row("answers at 500 requests/s, median (target ≤ 2 ms)", $"{latency.Median:F2} ms; minimal endpoint {bareLatency.Median:F2} ms");
        Row(
            "answers at 500 requests/s, 99th percentile (target ≤ 10 ms)",
            $"{latency.Late:F2} ms; minimal endpoint {bareLatency.Late:F2} ms");

        var (own, unchanged, bare) = (new List<Flood>(), new List<Flood>(), new List<Flood>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await FloodAsync(AddressOf(minimal), "/same-bytes?station=S{0}", conditional: false));
            own.Add(await FloodAsync(address, Forecast, conditional: false));
            unchanged.Add(await FloodAsync(address, Forecast, conditional: true));
        }

        Console.Error.WriteLine($"rounds: minimal {Rounded(bare)}; forecasts {Rounded(own)}; 304 {Rounded(unchanged)}");
        Compare("minimal endpoint, same bytes from memory", bare, bare);
        Compare("forecasts (target ≥ 40 % of it)", own, bare);
        Compare("304 answers (target ≥ 80 % of it)", unchanged, bare);
        await SteadyMemoryAsync(address);
        return 0;
    }

    /// <summary>Memory after the first tenth of many requests and after all of them.</summary>
    private static async Task SteadyMemoryAsync(Uri address)
    {
        var (requests, early) = (0L, (Heap: 0.0, Resident: 0.0));
        while (requests < SteadyRequests)
        {
            requests += (await FloodAsync(address, Forecast, conditional: false)).Requests;
            if (early.Resident == 0 && requests >= SteadyRequests / 10)
            {
                early = Memory();
            }
        }

        var late = Memory();
        Row("memory after 0.1 million requests", $"{early.Heap:F1} MB of objects, {early.Resident:F0} MB resident");
        Row(
            $"memory after {requests / 1e6:F1} million requests (target: the same)",
            $"{late.Heap:F1} MB of objects, {late.Resident:F0} MB resident");
    }

    private static (double Heap, double Resident) Memory()
    {
        var heap = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
        return (heap, Environment.WorkingSet / 1e6);
    }

    private static void Compare(string what, List<Flood> measured, List<Flood> bare)
    {
        double rate = measured.Average(f => f.PerSecond), processor = measured.Average(f => f.Microseconds);
        Row(
            what,
            $"{rate:F0} requests/s, {rate / bare.Average(f => f.PerSecond):P0}; {processor:F0} µs of processor time each, speed "
            + $"{bare.Average(f => f.Microseconds) / processor:P0}");
    }

    private static async Task<WebApplication> MinimalAsync(byte[] body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var minimal = builder.Build();
        minimal.MapGet("/same-bytes", () => Results.Bytes(body, "application/json"));
        await minimal.StartAsync();
        return minimal;
    }

    private static Uri AddressOf(WebApplication application) =>
        new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task<(double Median, double Late)> AtRateAsync(Uri address, string path)
    {
        var figures = (await LoadAsync(address, "rate", path, Stations, 500, 10)).Split(' ');
        return (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture));
    }

    private static async Task<Flood> FloodAsync(Uri address, string path, bool conditional)
    {
        var processor = Environment.CpuUsage.TotalTime;
        var figures = (await LoadAsync(address, "flood", path, Stations, Seconds, conditional)).Split(' ');
        var requests = long.Parse(figures[1], CultureInfo.InvariantCulture);
        return new Flood(
            double.Parse(figures[0], CultureInfo.InvariantCulture),
            requests,
            (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / requests);
    }

    private static Task<string> LoadAsync(Uri address, params object[] arguments) => ThisProgram.OutputAsync(
        ThisProgram.With([LoadClient.Command, address.ToString(), .. arguments.Select(a => a.ToString()!)]));

    private static string Rounded(IEnumerable<Flood> floods) =>
        string.Join(", ", floods.Select(f => $"{f.PerSecond:F0} ({f.Microseconds:F0} µs)"));

    private static void Row(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");

    /// <summary>As many requests as go through for some seconds.</summary>
    /// <param name="PerSecond">Requests a second.</param>
    /// <param name="Requests">How many there were.</param>
    /// <param name="Microseconds">Processor time of the serving process for each.</param>
    private sealed record Flood(double PerSecond, long Requests, double Microseconds);
}
