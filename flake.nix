# propus for Nix and NixOS, built from these sources: `nix run .`, or `nix run` with the address of the sources' archive.
{
  description = "Serves a folder of Markdown on Gemini and Gopher, and on Spartan, Nex and Finger";

  # The Rust of a stable release of Nixpkgs may be older than what Cargo.toml asks for.
  inputs.nixpkgs.url = "nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      cargo = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).package;
      systems = [ "x86_64-linux" "aarch64-linux" "armv7l-linux" ];
      package = pkgs: pkgs.rustPlatform.buildRustPackage {
        pname = cargo.name;
        version = cargo.version;
        src = self;
        cargoLock.lockFile = ./Cargo.lock;
        buildType = "dist";
        # They want a network, terminals and other people's clients.
        doCheck = false;
        nativeBuildInputs = [ pkgs.installShellFiles ];
        # The program writes these itself, so it has to run here.
        postInstall = pkgs.lib.optionalString (pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform) ''
          $out/bin/propus man manual-pages
          installManPage manual-pages/*
          for shell in bash fish zsh; do
            $out/bin/propus completions $shell > propus.$shell
          done
          installShellCompletion propus.{bash,fish,zsh}
        '';
        meta = {
          description = cargo.description;
          license = with pkgs.lib.licenses; [ mit asl20 ];
          mainProgram = "propus";
          platforms = pkgs.lib.platforms.linux;
        };
      };
    in
    {
      packages = nixpkgs.lib.genAttrs systems (system: {
        default = package nixpkgs.legacyPackages.${system};
      });
    };
}
