using System.Diagnostics;
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
/// <c>GET /api/v1/forecast</c> of 300 stations under load from a second process, beside a minimal endpoint that returns the same bytes from memory. Service and
/// minimal endpoint are measured in turns.
/// </summary>
internal static class Serving
{
    private const int Stations = 300;
    private const int Rounds = 3;
    private const int Seconds = 4;
    private const string Forecast = "/api/v1/forecast?station=S{0}";

    public static int Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        await using var scene = await ServingScene.StartAsync();
        await scene.PromoteAsync(Stations);
        await scene.ObserveAsync(Stations);
        await scene.ModelAsync(Stations, runs: 4);

        // From here on as a cold start in a warm process: nothing loaded, nothing read, nothing issued.
        var cold = Stopwatch.StartNew();
        await scene.Application.StartAsync();
        var address = AddressOf(scene.Application);
        using var http = new HttpClient { BaseAddress = address };
        var body = await http.GetByteArrayAsync(Forecast.Replace("{0}", "00000", StringComparison.Ordinal));
        Console.WriteLine("| what | figure |");
        Console.WriteLine("| --- | --- |");
        Row("first answer after start, storage filled (target ≤ 1.5 s)", $"{cold.Elapsed.TotalSeconds:F2} s");
        Row("size of an answer", $"{body.Length} bytes");

        await using var minimal = await MinimalAsync(body);
        var latencies = (await LoadAsync(address, "rate", Forecast, Stations, 500, 10)).Split(' ');
        Row("answers at 500 requests/s, median (target ≤ 2 ms)", $"{latencies[0]} ms");
        Row("answers at 500 requests/s, 99th percentile (target ≤ 10 ms)", $"{latencies[1]} ms");

        var (own, unchanged, bare) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await FloodAsync(AddressOf(minimal), "/same-bytes?station=S{0}", conditional: false));
            own.Add(await FloodAsync(address, Forecast, conditional: false));
            unchanged.Add(await FloodAsync(address, Forecast, conditional: true));
        }

        Row("minimal endpoint, same bytes from memory", $"{bare.Average():F0} requests/s");
        Row("forecasts (target ≥ 40 % of it)", $"{own.Average():F0} requests/s, {own.Average() / bare.Average():P0}");
        Row("304 answers (target ≥ 80 % of it)", $"{unchanged.Average():F0} requests/s, {unchanged.Average() / bare.Average():P0}");
        Row("memory afterwards", $"{GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB");
        return 0;
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

    private static async Task<double> FloodAsync(Uri address, string path, bool conditional) =>
        double.Parse(await LoadAsync(address, "flood", path, Stations, Seconds, conditional), CultureInfo.InvariantCulture);

    private static async Task<string> LoadAsync(Uri address, params object[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Serving).Assembly.Location);
        }

        foreach (var argument in new object[] { LoadClient.Command, address }.Concat(arguments))
        {
            start.ArgumentList.Add(argument.ToString()!);
        }

        using var client = Process.Start(start)!;
        var output = await client.StandardOutput.ReadToEndAsync();
        await client.WaitForExitAsync();
        return client.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"The load client ended with {client.ExitCode}.");
    }

    private static void Row(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");
}
