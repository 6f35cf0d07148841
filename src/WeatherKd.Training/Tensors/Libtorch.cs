using System.Diagnostics;
using System.Runtime.InteropServices;

namespace WeatherKd.Training.Tensors;

/// <summary>
/// Another libtorch than the one that was built with the trainer, such as the CUDA build of PyTorch that a machine with a GPU has:
/// <c>--libtorch DIR</c>, or the environment variable <c>LIBTORCH</c> with the same folder.
/// </summary>
internal static class Libtorch
{
    /// <summary>Environment variable with the folder, for a trainer that a host starts.</summary>
    public const string Variable = "LIBTORCH";

    private const string Main = "libtorch_cpu.so";

    /// <summary>Whoever needs another comes after it. What a build does not have is left out.</summary>
    private static readonly string[] InOrder = ["libc10.so", Main, "libc10_cuda.so", "libtorch_cuda.so", "libtorch.so"];

    /// <summary>
    /// Loads the libraries of a folder. Called before TorchSharp is used: its own loading then finds them by their names, as the loader
    /// keeps one library a name.
    /// </summary>
    /// <param name="folder">Folder with <c>libtorch_cpu.so</c> and its companions, for example PyTorch's <c>torch/lib</c>.</param>
    /// <exception cref="LibtorchException">
    /// The folder has no libtorch, one of its libraries does not load, or the trainer's own would be loaded beside it.
    /// </exception>
    public static void LoadFrom(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (!OperatingSystem.IsLinux())
        {
            throw new LibtorchException("--libtorch works on Linux only; elsewhere the trainer uses the libtorch beside it.");
        }

        if (!File.Exists(Path.Combine(full, Main)))
        {
            throw new LibtorchException(
                $"--libtorch {folder}: there is no {Main} in it; name the folder that holds it, such as PyTorch's torch/lib.");
        }

        if (File.Exists(Path.Combine(AppContext.BaseDirectory, Main)))
        {
            throw new LibtorchException(
                $"--libtorch {folder}: the trainer's own libtorch lies beside it and would be loaded too; remove libtorch*.so and "
                + $"libc10.so from {AppContext.BaseDirectory}.");
        }

        foreach (var path in InOrder.Select(name => Path.Combine(full, name)).Where(File.Exists))
        {
            try
            {
                NativeLibrary.Load(path);
            }
            catch (DllNotFoundException e)
            {
                throw new LibtorchException(
                    $"{path} does not load: {e.Message.ReplaceLineEndings(" ")} Put the folders of what it needs (PyTorch's nvidia/*/lib) "
                    + $"on LD_LIBRARY_PATH.",
                    e);
            }
        }
    }

    /// <summary>One line on the libtorch in use: version, where it was loaded from, whether it has a GPU.</summary>
    public static string Describe()
    {
        var cuda = TorchSharp.torch.cuda.is_available();
        using var process = Process.GetCurrentProcess();
        var file = process.Modules.Cast<ProcessModule>().Select(m => m.FileName).FirstOrDefault(f => Path.GetFileName(f) == Main);
        return $"libtorch for TorchSharp {TorchSharp.torch.__version__}, loaded from {Path.GetDirectoryName(file)}; CUDA: "
            + $"{(cuda ? $"{TorchSharp.torch.cuda.device_count()} GPU" : "none")}";
    }
}
