using System.Diagnostics;
using System.Text.Json;
using WeatherKd.Alignment;
using WeatherKd.Local.Storage;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>
/// Another build of the trainer in turns with this one, each as a process of its own on the same dataset, by the contract that both know:
/// a request in storage, progress back. What is compared is what they report of their epochs.
/// </summary>
internal static class TrainingAgainst
{
    private const int Windows = 8192;
    private const int Rounds = 3;
    private const int Epochs = 4;
    private const string Dataset = "datasets/benchmark";

    /// <summary>Measures.</summary>
    /// <param name="other">Folder of the other build, with <c>WeatherKd.Training.dll</c>.</param>
    public static async Task<int> RunAsync(string other)
    {
        if (!File.Exists(Trainer(other)))
        {
            Console.Error.WriteLine($"--against {other}: there is no WeatherKd.Training.dll in it; name the folder of another build.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("weatherkd-benchmark-");
        try
        {
            await using var azurite = await Azurite.StartAsync(folder.FullName, Console.Error.WriteLine, CancellationToken.None);
            var storage = new WeatherStorage(new StorageConnection { ConnectionString = azurite.ConnectionString }.Connect());
            await storage.CreateContainersAsync(CancellationToken.None);
            using var work = new WorkFolder();
            await new DatasetStore(storage, work).WriteAsync(new GeneratedWindows(Windows), Dataset, CancellationToken.None);
            Console.WriteLine("| hidden | batch | this build, windows/s | the other | ratio | epochs of each |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            foreach (var batch in new[] { 64, 256 })
            {
                var settings = new TrainingSettings { Device = "cpu", BatchSize = batch, Epochs = Epochs, Patience = Epochs };
                var (ours, theirs) = (new List<double>(), new List<double>());
                for (var round = 0; round < Rounds; round++)
                {
                    ours.AddRange(await TrainAsync(storage, azurite, AppContext.BaseDirectory, $"ours-{batch}-{round}", settings));
                    theirs.AddRange(await TrainAsync(storage, azurite, other, $"theirs-{batch}-{round}", settings));
                }

                Console.WriteLine(
                    $"| {settings.HiddenSize} | {batch} | {Median(ours):f0} | {Median(theirs):f0} | {Median(ours) / Median(theirs):f2} | "
                    + $"{ours.Count} |");
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Windows a second of the epochs after the first, in which the runtime still compiles.</summary>
    private static async Task<IEnumerable<double>> TrainAsync(
        WeatherStorage storage,
        Azurite azurite,
        string build,
        string job,
        TrainingSettings settings)
    {
        await storage.Training
            .GetBlobClient($"{job}/{TrainingJob.Request}")
            .WriteJsonAsync(new TrainingRequest(job, Dataset, StudentVariant.Guided, settings), CancellationToken.None);
        var start = new ProcessStartInfo("dotnet", [Trainer(build), "--job", job]) { UseShellExecute = false };
        start.Environment["WEATHERKD_STORAGE"] = azurite.ConnectionString;
        using var trainer = Process.Start(start)!;
        await trainer.WaitForExitAsync();
        if (trainer.ExitCode != TrainingJob.ExitTrained)
        {
            throw new InvalidOperationException($"The trainer of {build} ended with {trainer.ExitCode}.");
        }

        var lines = (await storage.Training.GetBlobClient($"{job}/{TrainingJob.Progress}").DownloadContentAsync()).Value.Content.ToString();
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<TrainingProgress>(line, WeatherJson.Compact)!)
            .Where(p => p is { Epoch: > 1, ValidationRmse: not null })
            .Select(p => p.WindowsPerSecond);
    }

    private static string Trainer(string folder) => Path.Combine(folder, "WeatherKd.Training.dll");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
