#!/bin/sh
# A post-receive hook of git, written by `propus hook`. It lies in the folder hooks of a bare repository, and is
# executable. What is pushed is checked out beside the site and checked first; a site with faults is not taken over, and
# whoever pushed is told why.
set -eu

# The folder that is served. Files in it that git does not know stay as they are.
site=@site@
# The branch whose state is served.
branch=@branch@
# What to do when `propus check` has something to say: "keep" what is served, or "publish" all the same.
faults=keep
# The program, and the configuration that the server was started with, if there is one.
propus=@propus@
config=@config@

git_dir=$(git rev-parse --absolute-git-dir)
draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT
trap 'exit 1' HUP INT TERM

# Makes a folder what a commit says. The index remembers which files came from git: those that are no longer in the commit
# go, and all others stay.
write_site() {
    mkdir -p "$2" && GIT_INDEX_FILE=$1 GIT_WORK_TREE=$2 git --git-dir="$git_dir" read-tree --reset -u "$3"
}

# The server watches the folder anyway. Told so, it looks at once.
reload() {
    if [ -n "$config" ] && ! "$propus" reload --config "$config" > /dev/null; then
        echo "propus: the site is in place, and the server could not be told"
    fi
}

# Whatever fails here ends it: the shell does not look by itself in a function whose end is asked for.
publish() {
    rm -rf "$draft/site" "$draft/index"
    write_site "$draft/index" "$draft/site" "$1" || return 1
    if (cd "$draft/site" && "$propus" check .) 2>&1; then
        echo "propus: no faults"
    elif [ "$faults" != publish ]; then
        echo "propus: $site stays as it was; mend what is named above, and push again"
        return 1
    fi
    if ! write_site "$git_dir/propus.index" "$site" "$1"; then
        echo "propus: $site could not be written whole; push again when there is room"
        return 1
    fi
    reload
    echo "propus: $site is at $(git log -1 --format='%h, %s' "$1")"
}

status=0
while read -r _ new ref; do
    case $ref in
    "refs/heads/$branch")
        # A branch that is deleted leaves the site alone.
        case $new in
        *[!0]*) publish "$new" || status=1 ;;
        esac
        ;;
    *) echo "propus: ${ref#refs/heads/} is not served, $branch is" ;;
    esac
done
exit $status
